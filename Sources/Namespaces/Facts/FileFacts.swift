internal import Glibc
internal import SystemCalls

/// `files[PATH]`: what a process finds at a path, through its root directory and its mounts.
struct FileFacts: FactProvider {
    var shapes: [FactShape] {
        [
            FactShape(
                "files", "whether there is anything at the path", isKeyed: true, isLeaf: false,
                [
                    FactShape("type", "file, directory, link, fifo, socket, block or char"),
                    FactShape("text", "what a regular file of up to 64 KiB holds, links followed"),
                    FactShape("target", "what a symbolic link holds"),
                    FactShape("entries", "the names in a directory, links followed"),
                    FactShape("mode", "the permission bits, like 0644"),
                    FactShape("owner", "the owner's user id, seen from inside"),
                    FactShape("group", "its group id, likewise"),
                ])
        ]
    }

    func prepare(_ path: [FactStep], of subject: FactSubject) {
        guard let question = FileQuestion(path) else { return }
        subject.reading(FileReading.self).start(question)
    }

    func fact(_ path: [FactStep], of subject: FactSubject) -> Fact {
        guard let question = FileQuestion(path) else {
            return .unknown("files[PATH] takes a path that begins with /")
        }
        let reading = subject.reading(FileReading.self)
        do {
            let found = try reading.answer(question)
            switch path.count > 1 ? path[1].name : "" {
            case "": return .present
            case "type": return found.type.map(Fact.text) ?? .unknown("a file of no known type")
            case "mode": return .text(found.mode)
            case "owner": return .number(found.owner)
            case "group": return .number(found.group)
            case "target": return found.isLink ? .text(try found.text()) : .absent
            case "text": return found.isRegular ? .text(try found.text()) : .absent
            case "entries": return found.isDirectory ? .list(try found.names()) : .absent
            default: return .absent
            }
        } catch {
            let isNothingThere = error.errno == ENOENT || error.errno == ENOTDIR
            guard error.call == "openat2", isNothingThere else {
                return .unknown(error.description)
            }
            return reading.leadsToReader(question)
                ? .unknown("\(question.path) leads to /proc/self, which is whoever reads it")
                : .absent
        }
    }
}

/// What is asked of a path.
struct FileQuestion: Hashable {
    enum Matter: Hashable {
        /// The file itself, also where it is a symbolic link.
        case itself
        case text
        case entries
    }

    let path: String
    let matter: Matter

    /// Nil where a fact's path names no file.
    init?(_ fact: [FactStep]) {
        guard let path = fact[0].key, path.hasPrefix("/") else { return nil }
        let name = fact.count > 1 ? fact[1].name : ""
        self.init(path, name == "text" ? .text : name == "entries" ? .entries : .itself)
    }

    init(_ path: String, _ matter: Matter) {
        self.path = path
        self.matter = matter
    }

    /// Whether it would be answered for the process that reads, and not for the one that is asked
    /// about: `/proc/self` is a link, and some others of `/proc` lead through it.
    var isAboutReader: Bool { namesReader && path.split(separator: "/").first == "proc" }

    /// Whether it would be, if the directory `proc` in its path is what that is usually.
    var namesReader: Bool {
        let names = path.split(separator: "/")
        guard let place = names.firstIndex(of: "proc"), place + 1 < names.count else {
            return false
        }
        switch names[place + 1] {
        case "self", "thread-self": return true
        case "net", "mounts": return matter != .itself || place + 2 < names.count
        default: return false
        }
    }
}
