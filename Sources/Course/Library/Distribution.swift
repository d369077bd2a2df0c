internal import Glibc
internal import SystemCalls

/// The family of a Linux distribution, by how packages are named and installed there.
public enum Distribution: String, CaseIterable, Sendable {
    /// And Ubuntu, Mint, Raspberry Pi OS …
    case debian
    /// And Red Hat's, CentOS Stream, Rocky, Alma …
    case fedora
    case alpine
    /// And Manjaro, EndeavourOS …
    case arch

    /// As its makers write it.
    var name: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }

    /// Of the machine that this runs on; nil where it is none of these.
    public static let ofThisMachine: Distribution? = {
        // The second place is for systems whose /etc has none: os-release(5).
        let text = (try? readText("/etc/os-release")) ?? (try? readText("/usr/lib/os-release"))
        return text.flatMap(Distribution.init(osRelease:))
    }()

    /// What `ID` and `ID_LIKE` of an os-release(5) file say, which lists the nearest relative first.
    init?(osRelease text: String) {
        var names: [String: [Substring]] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let value = parts[1].filter { $0 != "\"" && $0 != "'" }
            names[String(parts[0])] = value.split(separator: " ").map { Substring($0) }
        }
        let relatives = (names["ID"] ?? []) + (names["ID_LIKE"] ?? [])
        let found = relatives.lazy.compactMap { name in
            switch name {
            case "ubuntu": Distribution.debian
            case "rhel", "centos": .fedora
            case "archlinux": .arch
            default: Distribution(rawValue: String(name))
            }
        }.first
        guard let found else { return nil }
        self = found
    }

    /// The exact command that installs packages, for whoever runs this.
    ///
    /// - Parameter isInstalled: whether there is a program of that name.
    func command(
        installing packages: [String], isRoot: Bool = geteuid() == 0,
        isInstalled: (String) -> Bool = Requirements.isInstalled
    ) -> String {
        let command = "\(installer) \(packages.joined(separator: " "))"
        if isRoot { return command }
        // Alpine comes with doas, and some systems with neither.
        if let helper = ["sudo", "doas"].first(where: isInstalled) {
            return "\(helper) \(command)"
        }
        return "su -c '\(command)'"
    }

    private var installer: String {
        switch self {
        case .debian: "apt-get install"
        case .fedora: "dnf install"
        case .alpine: "apk add"
        case .arch: "pacman -S"
        }
    }
}
