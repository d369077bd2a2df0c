import Glibc
import HostAbilities
import SystemCalls
import Testing

@testable import Terminal

@Suite("What a terminal makes of keys")
struct LineDisciplineTests {
    /// A terminal that nobody but the test has.
    private final class Pair {
        let terminal: PseudoTerminal
        let reader: Descriptor

        init(_ change: (inout termios) -> Void) throws {
            let master = try Descriptor.open("/dev/ptmx", O_RDWR | O_NOCTTY)
            var lock: Int32 = 0
            // TIOCSPTLCK, TIOCGPTPEER: ioctl_tty(2).
            try #require(ioctl(master.number, 0x4004_5431, &lock) == 0)
            let peer = ioctl(master.number, 0x5441, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
            try #require(peer >= 0)
            reader = Descriptor(owning: peer)
            var settings = termios()
            try #require(tcgetattr(reader.number, &settings) == 0)
            change(&settings)
            try #require(tcsetattr(reader.number, TCSANOW, &settings) == 0)
            terminal = PseudoTerminal(master: master)
        }

        /// What a program reads; nil where it would wait.
        func read() -> [UInt8]? {
            // Asked first: it waits for the kernel to have carried the keys over.
            _ = terminal.hasUntakenInput
            var buffer = [UInt8](repeating: 0, count: 4096)
            let got = Glibc.read(reader.number, &buffer, buffer.count)
            return got < 0 ? nil : Array(buffer[..<got])
        }
    }

    private static func clear(_ flags: Int32...) -> @Sendable (inout termios) -> Void {
        { settings in for flag in flags { settings.c_lflag &= ~tcflag_t(flag) } }
    }

    private static let changes: [@Sendable (inout termios) -> Void] = [
        { _ in }, { $0.c_iflag |= tcflag_t(IUTF8) }, clear(ECHO), clear(ECHOE), clear(ECHOKE),
        clear(ECHOCTL), clear(IEXTEN), clear(ISIG), { $0.c_iflag &= ~tcflag_t(ICRNL) },
        { $0.c_iflag |= tcflag_t(IGNCR) }, { $0.c_oflag &= ~tcflag_t(ONLCR) },
        { $0.c_cc.0 = 0 },
        {
            $0.c_lflag &= ~tcflag_t(ECHO)
            $0.c_lflag |= tcflag_t(ECHONL)
        },
    ]

    private static let keys: [[UInt8]] =
        ["a", "Z", "_", " ", "-", "\t", "\u{e9}", "\u{20ac}", "b"].map { Array($0.utf8) }
        + [127, 127, 127, 21, 23, 22, 18, 4, 13, 13, 10, 3, 26, 28, 1, 27].map { [$0] }

    @Test("is what this kernel makes of them: lines and echo", arguments: changes.indices)
    func likeTheKernel(change: Int) throws {
        var generator = SeededGenerator(seed: UInt64(change) + 1)
        let pair = try Pair(Self.changes[change])
        var discipline = LineDiscipline()
        var story: [UInt8] = []
        for _ in 0..<3000 {
            let key = Self.keys.randomElement(using: &generator) ?? []
            story = (story + key).suffix(60)
            discipline.prepare(for: pair.terminal)
            let (typed, echo) = discipline.take(key)
            try pair.terminal.master.write(key)
            let read = pair.read()
            switch typed.last {
            case nil, .interrupt, .suspend: #expect(read == nil, "\(story)")
            case .line(let line): #expect(read == line + [10], "\(story)")
            case .endOfInput: #expect(read == [], "\(story)")
            case .keys: break
            }
            var shown = try pair.terminal.read(milliseconds: 0) ?? []
            // It comes in parts.
            while !matches(shown, echo), let more = try pair.terminal.read(milliseconds: 1000),
                !more.isEmpty
            {
                shown += more
            }
            guard matches(shown, echo) else {
                Issue.record("\(story): \(echo) is awaited, \(shown) is shown")
                return
            }
        }
    }

    private func matches(_ shown: [UInt8], _ echo: LineDiscipline.Echo) -> Bool {
        var rest = shown[...]
        for expected in echo {
            guard let expected else {
                while rest.first == 8, rest.dropFirst().first != 0x20 { rest.removeFirst() }
                continue
            }
            guard rest.popFirst() == expected else { return false }
        }
        return rest.isEmpty
    }

    @Test("who reads single keys is told of as one who does")
    func singleKeys() throws {
        let pair = try Pair(Self.clear(ICANON, ECHO))
        var discipline = LineDiscipline()
        discipline.prepare(for: pair.terminal)
        #expect(discipline.take("ab\r".utf8).typed == [.keys])
        #expect(discipline.take([3]).typed == [.interrupt])
    }
}
