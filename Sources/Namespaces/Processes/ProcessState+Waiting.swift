internal import CLinux
import Glibc
internal import SystemCalls

extension ProcessState {
    /// Whether the process's first thread is blocked until its controlling terminal has input: in
    /// `read(2)` on it, or in `poll(2)`, `select(2)`, `epoll_wait(2)` or one of their kin with it among
    /// what is waited for, as programs do that edit lines themselves.
    public var isReadingTerminal: Bool {
        // In a call it may also sleep for another reason, `D`, when it has its input already.
        state == "S" && isInTerminalCall("/proc/\(pid)/syscall")
            && (try? ProcessState(pid: pid))?.state == "S"
    }

    /// Whether another of its threads is.
    public var hasThreadReadingTerminal: Bool {
        let threads = (try? namesInDirectory("/proc/\(pid)/task")) ?? []
        return threads.contains { thread in
            thread != "\(pid)" && isInTerminalCall("/proc/\(pid)/task/\(thread)/syscall")
        }
    }

    /// Whether it has its controlling terminal open as one that it need not wait for (O_NONBLOCK): then
    /// nothing tells whether it reads.
    public var readsTerminalWithoutWaiting: Bool {
        (0...2).contains { descriptor in
            isTerminal(descriptor)
                && (fileInformation(descriptor, "flags").first.flatMap { Int32($0, radix: 8) } ?? 0)
                    & O_NONBLOCK != 0
        }
    }

    private func isInTerminalCall(_ path: String) -> Bool {
        guard terminal != 0, let text = try? readShort(path) else { return false }
        // The call's number, then its arguments in hexadecimal. "running" where it is in no call.
        let words = text.split(separator: UInt8(ascii: " "), maxSplits: 3)
        guard words.count > 2, let number = Int(String(decoding: words[0], as: UTF8.self)),
            let first = Self.argument(words[1]), let second = Self.argument(words[2])
        else { return false }
        switch number {
        case nl_read_number: return isTerminal(Int32(truncatingIfNeeded: first))
        case nl_poll_number, nl_ppoll_number: return polled(first, count: second).contains(where: isTerminal)
        case nl_select_number, nl_pselect_number:
            return selected(second, count: first).contains(where: isTerminal)
        case nl_epoll_number, nl_epoll_pwait_number, nl_epoll_pwait2_number:
            return fileInformation(Int32(truncatingIfNeeded: first), "tfd")
                .contains { Int32($0).map(isTerminal) ?? false }
        default: return false
        }
    }

    /// The first words behind a name in `/proc/PID/fdinfo/FD`, of every line that begins with it.
    private func fileInformation(_ descriptor: Int32, _ name: String) -> [String] {
        let text = (try? readShort("/proc/\(pid)/fdinfo/\(descriptor)")) ?? []
        return String(decoding: text, as: UTF8.self).split(separator: "\n").compactMap { line in
            let words = line.split { $0 == " " || $0 == "\t" }
            return words.count > 1 && words[0] == "\(name):" ? String(words[1]) : nil
        }
    }

    private static func argument(_ word: ArraySlice<UInt8>) -> UInt64? {
        UInt64(String(decoding: word.dropFirst(2), as: UTF8.self), radix: 16)
    }

    /// Whether a descriptor of the process is its controlling terminal.
    private func isTerminal(_ descriptor: Int32) -> Bool {
        var file = stat()
        guard stat("/proc/\(pid)/fd/\(descriptor)", &file) == 0 else { return false }
        // Both are packed as the kernel's new_encode_dev has it, for every terminal's major number.
        return terminal == UInt64(file.st_rdev)
    }

    /// The descriptors that an array of `struct pollfd` waits for input of.
    private func polled(_ address: UInt64, count: UInt64) -> [Int32] {
        let size = MemoryLayout<pollfd>.stride
        let bytes = memory(at: address, count: Int(min(count, 64)) * size)
        return bytes.withUnsafeBytes { buffer in
            stride(from: 0, to: buffer.count - buffer.count % size, by: size)
                .map { buffer.loadUnaligned(fromByteOffset: $0, as: pollfd.self) }
                .filter { $0.events & Int16(POLLIN) != 0 }.map(\.fd)
        }
    }

    /// The descriptors in a `fd_set`, of which the lowest `count` bits count.
    private func selected(_ address: UInt64, count: UInt64) -> [Int32] {
        guard address != 0 else { return [] }
        let count = Int(min(count, 1024))
        let bytes = memory(at: address, count: (count + 7) / 8)
        return (0..<min(count, bytes.count * 8))
            .filter { bytes[$0 / 8] & 1 << UInt8($0 % 8) != 0 }.map(Int32.init)
    }

    /// Bytes of the process's memory; none where they may not be read.
    private func memory(at address: UInt64, count: Int) -> [UInt8] {
        guard let file = try? Descriptor.open("/proc/\(pid)/mem", O_RDONLY) else { return [] }
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, size in
            let got = pread(file.number, buffer.baseAddress, count, off_t(truncatingIfNeeded: address))
            size = max(got, 0)
        }
    }
}
