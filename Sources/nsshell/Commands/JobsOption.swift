import ArgumentParser
import Glibc

/// `--jobs` of a command that plays files of any number.
struct JobsOption: ParsableArguments {
    @Option(
        name: .customLong("jobs"),
        help: ArgumentHelp(
            "How many files are played at once (default: two for each processor).",
            valueName: "number"))
    var given: Int?

    /// A lab waits for the kernel about half of its time.
    var number: Int { given ?? min(2 * max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1), 64) }

    func validate() throws { if let given { try Self.check(given) } }

    static func check(_ jobs: Int) throws {
        guard (1...64).contains(jobs) else {
            throw ValidationError("--jobs \(jobs) is out of range\ngive a number from 1 to 64")
        }
    }
}
