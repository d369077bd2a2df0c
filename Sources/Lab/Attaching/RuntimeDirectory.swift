internal import Glibc
internal import SystemCalls

/// Where the sockets of this user's labs are: a directory that is this user's alone.
///
/// It is held open, and what is in it is reached through that: neither a link nor another directory
/// of its name can come between.
struct RuntimeDirectory: ~Copyable {
    let path: String
    private let descriptor: Descriptor

    static let suffix = ".sock"

    /// `$XDG_RUNTIME_DIR/nsshell`; `/tmp/nsshell-UID` where there is no such directory of this
    /// user's.
    static var usualPath: String {
        if let variable = getenv("XDG_RUNTIME_DIR") {
            let base = String(cString: variable)
            var status = stat()
            // `sudo` may leave the variable of somebody else.
            if base.hasPrefix("/"), stat(base, &status) == 0, status.st_uid == geteuid(),
                status.st_mode & S_IFMT == S_IFDIR
            {
                return "\(base)/nsshell"
            }
        }
        return "/tmp/nsshell-\(geteuid())"
    }

    /// - Parameter makes: whether it is made where it is missing.
    /// - Throws: `EPERM` where it is not this user's alone, `ELOOP` or `ENOTDIR` where it is a
    ///   link.
    init(_ path: String, makes: Bool) throws(SystemCallError) {
        if makes, mkdir(path, 0o700) < 0, errno != EEXIST {
            throw SystemCallError("mkdir", path, errno: errno)
        }
        let descriptor = try Descriptor.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
        var status = stat()
        guard fstat(descriptor.number, &status) == 0 else {
            throw SystemCallError("fstat", path, errno: errno)
        }
        guard status.st_uid == geteuid(), status.st_mode & 0o077 == 0 else {
            throw SystemCallError("open", "\(path), which is not yours alone", errno: EPERM)
        }
        self.path = path
        self.descriptor = descriptor
    }

    /// The ids of the labs whose sockets are there, gone ones included.
    var ids: [String] {
        ((try? namesInDirectory(inside("."))) ?? []).filter { $0.hasSuffix(Self.suffix) }
            .map { String($0.dropLast(Self.suffix.count)) }
    }

    /// Whoever listens under an id.
    ///
    /// - Throws: `EPERM` where that is another user; `ECONNREFUSED` where nobody does any more.
    func connect(_ id: String) throws(SystemCallError) -> PacketSocket {
        let name = "\(path)/\(id)\(Self.suffix)"
        do throws(SystemCallError) {
            let socket = try PacketSocket.connected(to: inside(id + Self.suffix))
            guard try socket.peerUser() == geteuid() else {
                throw SystemCallError("connect", name, errno: EPERM)
            }
            return socket
        } catch {
            throw SystemCallError(error.call, name, errno: error.errno)
        }
    }

    /// A socket that others can connect to, and the id that it is found by.
    struct Listener: ~Copyable {
        let id: String
        let socket: PacketSocket
    }

    /// Listens under an id that is derived from `name`, and removes what is left of those who are
    /// gone.
    func listen(as name: String) throws(SystemCallError) -> Listener {
        sweep()
        var id = name
        var count = 1
        // Somebody who has the same PID in another PID namespace.
        while case .other = FileKind(at: inside(id + Self.suffix)) {
            count += 1
            id = "\(name)-\(count)"
        }
        // What is bound and does not listen yet looks like what is left of one who is gone, so it gets
        // its name only then.
        let temporary = ".\(id).new"
        unlink(inside(temporary))
        do throws(SystemCallError) {
            let socket = try PacketSocket.listening(at: inside(temporary))
            if rename(inside(temporary), inside(id + Self.suffix)) < 0 {
                throw SystemCallError("rename", "", errno: errno)
            }
            return Listener(id: id, socket: socket)
        } catch {
            throw SystemCallError(error.call, "\(path)/\(id)\(Self.suffix)", errno: error.errno)
        }
    }

    private func sweep() {
        for id in ids {
            do throws(SystemCallError) {
                _ = try PacketSocket.connected(to: inside(id + Self.suffix))
            } catch {
                if error.errno == ECONNREFUSED { remove(id) }
            }
        }
    }

    func remove(_ id: String) { unlink(inside(id + Self.suffix)) }

    private func inside(_ name: String) -> String { "/proc/self/fd/\(descriptor.number)/\(name)" }
}
