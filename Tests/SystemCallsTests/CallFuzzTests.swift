import HostAbilities
import SystemCalls
import Testing

@Suite("Malformed lines of sys")
struct CallFuzzTests {
    private static let good = Array(
        """
        fd = open("/proc/1/ns/uts", O_RDONLY | O_CLOEXEC); setns(fd, CLONE_NEWUTS) # words
        child = clone(CLONE_NEWUTS | SIGCHLD) { sethostname("er\\nie"); x = fork() { uname() } }
        clone3({flags=CLONE_NEWNET, exit_signal=SIGCHLD}, 88); waitpid(child, &s, 0x1); kill(-1, 017)
        """.unicodeScalars)

    @Test("are read or refused with a place inside them, and never crash")
    func damage() {
        var random = SeededGenerator(seed: 7)
        let alphabet = Array("(){}|;,=&\"\\#/*'\n\t\0 x09-é日\u{1b}".unicodeScalars)
        var refused = 0
        for _ in 0..<4000 {
            var scalars = Self.good
            for _ in 0...Int.random(in: 0..<4, using: &random) {
                let at = Int.random(in: 0..<scalars.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: scalars.remove(at: at)
                case 1: scalars.insert(alphabet.randomElement(using: &random) ?? "x", at: at)
                case 2: scalars.removeSubrange(at..<min(scalars.count, at + 20))
                default: scalars[at] = alphabet.randomElement(using: &random) ?? "x"
                }
                if scalars.isEmpty { scalars = Self.good }
            }
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars)
            let text = String(view)
            var names = CallNames()
            do {
                _ = try preparedCalls(text, naming: &names)
            } catch {
                refused += 1
                #expect(!error.sentence.isEmpty)
                #expect(error.range.lowerBound >= 0 && error.range.upperBound <= scalars.count + 1)
                for width in [20, 40, 80] {
                    let picture = error.picture(of: text, width: width)
                    #expect(picture.count == 2 && picture.allSatisfy { $0.count <= width + 1 })
                }
            }
        }
        #expect(refused > 2500)
    }

    @Test("junk is refused or says nothing at all")
    func junk() {
        var random = SeededGenerator(seed: 11)
        let alphabet = Array("abAB_09(){}|;,=&\"\\#/*'\n \t-.<>[]é")
        for _ in 0..<2000 {
            let text = String(
                (0..<Int.random(in: 1..<60, using: &random)).map { _ in
                    alphabet.randomElement(using: &random) ?? "x"
                })
            var names = CallNames()
            #expect((try? preparedCalls(text, naming: &names))?.isEmpty ?? true, "\(text)")
        }
    }
}
