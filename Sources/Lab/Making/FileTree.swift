internal import Glibc
internal import Namespaces
internal import SystemCalls

/// What a lab's processes see as the file system: the host's tools, writable, and nothing written
/// lasts.
///
/// Everything stands on one tmpfs, mounted over `/tmp` of the new mount namespace: the overlays'
/// upper layers beside `root`, which becomes `/` by a bind of itself. So no path in the lab names
/// the layers, and nothing but the paths below leads to the host.
struct FileTree {
    /// Whether more ids than one are mapped: devpts can then give terminals to group `tty`.
    let hasIDRange: Bool
    /// Whether a cgroup2 group is the lab's own, to be mounted where machines have it.
    let hasControlGroup: Bool

    /// The socket at which copies of nsshell are asked for.
    let listener: Int32

    /// Where the plan keeps PID 1's program, which lies beside the layers.
    static let initSlot = 0

    /// Written relative to the tmpfs, which is the working directory while the tree is made.
    private static let root = "root"

    var plan: Plan {
        var plan = Plan()
        // The mounts that a new user namespace starts with are slaves at most, mount_namespaces(7):
        // nothing mounted from here on is seen outside.
        plan.append(.umask(0))
        plan.append(
            .mount(
                source: "lab", target: "/tmp", type: "tmpfs", flags: plain,
                options: "size=256m,nr_inodes=64k,mode=755"))
        plan.append(.changeDirectory("/tmp"))
        plan.append([
            .write(path: "init", bytes: InitProgram.bytes, create: 0o500),
            .open("init", flags: O_RDONLY, slot: Self.initSlot),
        ])
        for path in Self.directories { plan.append(.makeDirectory("\(Self.root)/\(path)")) }
        plan.append(.makeDirectory("\(Self.root)/var/tmp", mode: 0o1777))
        // Before anything is mounted below it, so that the bind takes the bare directory.
        plan.append(.makeDirectory(Self.root))
        plan.append(.mount(source: Self.root, target: Self.root, flags: UInt(MS_BIND)))
        for tree in ["usr", "etc"] { overlay(tree, into: &plan) }
        topLevel(into: &plan)
        kernelFileSystems(into: &plan)
        devices(into: &plan)
        scratch(into: &plan)
        plan.append(.listen(.inherited(listener), at: "\(Self.root)\(LauncherProgram.socket)"))
        plan.append(.changeDirectory(Self.root))
        // pivot_root(2), NOTES: with both paths ".", the old root ends up over the new one.
        plan.append(.pivotRoot(to: ".", old: "."))
        plan.append(.unmount(".", flags: Int32(MNT_DETACH)))
        plan.append(.changeDirectory("/"))
        // Or bind mounts of the host's files would still receive what is mounted out there.
        plan.append(.mount(source: nil, target: "/", flags: UInt(MS_REC) | UInt(MS_PRIVATE)))
        return plan
    }

    private var plain: UInt { UInt(MS_NOSUID) | UInt(MS_NODEV) }
    private var inert: UInt { plain | UInt(MS_NOEXEC) }

    static let directories = [
        "", "usr", "etc", "proc", "sys", "dev", "tmp", "run", "run/lock", "root", "home", "mnt",
        "media", "opt", "srv", "boot", "var", "var/lib", "var/log", "var/cache",
    ]

    // MARK: Overlays

    /// `/usr` or `/etc` of the host below a writable layer. Where the kernel refuses an overlay,
    /// the host's directory itself, read-only.
    private func overlay(_ name: String, into plan: inout Plan) {
        plan.append(.makeDirectory(name))
        plan.append(.makeDirectory("\(name).work"))
        plan.append(Skeleton.operations(for: name))
        let target = "\(Self.root)/\(name)"
        let readOnly = UInt(MS_REMOUNT) | UInt(MS_BIND) | UInt(MS_RDONLY) | UInt(MS_NODEV)
        plan.attempt(
            Self.overlayMount(name),
            otherwise: [
                .mount(source: "/\(name)", target: target, flags: UInt(MS_BIND) | UInt(MS_REC)),
                .mount(source: nil, target: target, flags: readOnly),
            ])
    }

    private static func overlayMount(_ name: String) -> Operation {
        .mount(
            source: "overlay", target: "\(root)/\(name)", type: "overlay", flags: UInt(MS_NODEV),
            options: "lowerdir=/\(name),upperdir=\(name),workdir=\(name).work,userxattr")
    }

    /// `/bin`, `/lib` and their like: links as the host has them, overlays where they are real.
    private func topLevel(into plan: inout Plan) {
        for name in ["bin", "sbin", "lib", "lib32", "lib64", "libx32"] {
            switch FileKind(at: "/\(name)") {
            case .link:
                if let target = try? readLink("/\(name)") {
                    plan.append(.symlink(to: target, at: "\(Self.root)/\(name)"))
                }
            case .directory:
                plan.append(.makeDirectory("\(Self.root)/\(name)"))
                overlay(name, into: &plan)
            default: break
            }
        }
        plan.append(.symlink(to: "/run", at: "\(Self.root)/var/run"))
        // The kernel's configuration, which some lessons read. An overlay, though nobody writes there:
        // the lab's root could make a read-only bind of the host's directory writable again.
        if FileKind(at: "/boot") == .directory {
            plan.append(.makeDirectory("boot"))
            plan.append(.makeDirectory("boot.work"))
            plan.attempt(Self.overlayMount("boot"))
        }
    }

    // MARK: What the kernel serves

    private func kernelFileSystems(into plan: inout Plan) {
        plan.append(
            .mount(source: "proc", target: "\(Self.root)/proc", type: "proc", flags: inert))
        // Refused where the outer /sys is covered (a container): then the lab has an empty one.
        plan.attempt(
            .mount(source: "sysfs", target: "\(Self.root)/sys", type: "sysfs", flags: inert))
        // Twice: `ip netns exec` detaches /sys before it mounts a new one, and a user namespace may
        // mount one only while another is in sight.
        plan.append(
            .mount(source: "\(Self.root)/sys", target: "\(Self.root)/sys", flags: UInt(MS_BIND)))
        guard hasControlGroup else { return }
        plan.append(
            .mount(
                source: "cgroup2", target: "\(Self.root)/sys/fs/cgroup", type: "cgroup2",
                flags: inert))
    }

    private func devices(into plan: inout Plan) {
        let dev = "\(Self.root)/dev"
        plan.append(
            .mount(
                source: "tmpfs", target: dev, type: "tmpfs",
                flags: UInt(MS_NOSUID) | UInt(MS_NOEXEC), options: "size=64k,mode=755"))
        for name in ["pts", "shm", "mqueue"] { plan.append(.makeDirectory("\(dev)/\(name)")) }
        for name in ["null", "zero", "full", "random", "urandom", "tty"] {
            plan.append(.write(path: "\(dev)/\(name)", bytes: [], create: 0o666))
            plan.append(
                .mount(source: "/dev/\(name)", target: "\(dev)/\(name)", flags: UInt(MS_BIND)))
        }
        plan.append(
            .mount(
                source: "devpts", target: "\(dev)/pts", type: "devpts",
                flags: UInt(MS_NOSUID) | UInt(MS_NOEXEC),
                options: "newinstance,ptmxmode=0666,mode=620" + (hasIDRange ? ",gid=5" : "")))
        plan.attempt(
            .mount(source: "mqueue", target: "\(dev)/mqueue", type: "mqueue", flags: inert))
        for (target, name) in [
            ("pts/ptmx", "ptmx"), ("/proc/self/fd", "fd"), ("fd/0", "stdin"), ("fd/1", "stdout"),
            ("fd/2", "stderr"),
        ] {
            plan.append(.symlink(to: target, at: "\(dev)/\(name)"))
        }
    }

    /// Two that programs fill are file systems of their own, so that a full one fills only itself;
    /// the other directories to write to are the root's tmpfs.
    private func scratch(into plan: inout Plan) {
        for path in ["tmp", "dev/shm"] {
            plan.append(
                .mount(
                    source: "tmpfs", target: "\(Self.root)/\(path)", type: "tmpfs", flags: plain,
                    options: "size=64m,mode=1777"))
        }
        for (path, text) in ShellFiles.atHome {
            plan.append(
                .write(path: "\(Self.root)/root/\(path)", bytes: Array(text.utf8), create: 0o644))
        }
    }
}
