internal import Glibc
internal import Namespaces
internal import SystemCalls

/// What an overlay's upper layer starts with.
///
/// A lab without privilege cannot change a directory or copy up a file that belongs to an id it
/// does not map. A directory of the upper layer lends the merged one its owner, so those that
/// people write to are here, and copies of the few files that they edit.
enum Skeleton {
    static func operations(for tree: String) -> [Operation] {
        switch tree {
        case "usr": usr
        case "etc": etc
        default: []
        }
    }

    private static var usr: [Operation] {
        present(
            "usr",
            [
                "bin", "sbin", "lib", "include", "share", "src", "local", "local/bin", "local/sbin",
                "local/lib", "local/etc", "local/share", "local/src",
            ])
            + [
                .makeDirectory("usr/local"), .makeDirectory("usr/local/bin"),
                .write(
                    path: "usr/local/bin/sudo", bytes: Array(ShellFiles.sudo.utf8), create: 0o755),
                .write(path: "usr/local/bin/sys", bytes: LauncherProgram.bytes, create: 0o755),
            ]
    }

    private static var etc: [Operation] {
        var operations = present(
            "etc",
            [
                "default", "init.d", "iproute2", "ld.so.conf.d", "network", "profile.d", "security",
                "skel", "ssh", "sysctl.d", "systemd",
            ])
        // Where iproute2 looks for files of a named network namespace: `ip-netns(8)`.
        operations.append(.makeDirectory("etc/netns"))
        for path in ["etc/passwd", "etc/group", "etc/subuid", "etc/subgid"]
        where access("/\(path)", R_OK) == 0 {
            operations.append(.copy(from: "/\(path)", to: path))
        }
        // What useradd(8) and passwd(1) lock, replace and back up; the host's own stay unread.
        for path in [".pwd.lock", "shadow", "gshadow", "passwd-", "group-", "shadow-", "gshadow-"] {
            operations.append(.write(path: "etc/\(path)", bytes: [], create: 0o600))
        }
        for (path, text) in ShellFiles.inEtc {
            operations.append(
                .write(path: "etc/\(path)", bytes: Array(text.utf8), create: 0o644))
        }
        return operations
    }

    /// Directories of the skeleton, those only that the host has too.
    private static func present(_ tree: String, _ names: [String]) -> [Operation] {
        names.filter { FileKind(at: "/\(tree)/\($0)") == .directory }
            .map { .makeDirectory("\(tree)/\($0)") }
    }
}
