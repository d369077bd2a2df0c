/// What becomes of nsshell, of labs and of progress when something fails: black-box tests that end
/// processes, refuse system calls, and take away what a program counts on.
///
/// This room knows how to make things fail and how to see what is left. It does *not* know how
/// nsshell makes a lab.
import Glibc
import Testing

@testable import CommandTests

/// One after the other: each looks for what the one before would have left.
@Suite("Faults", .serialized, .timeLimit(.minutes(Form.isLong ? 180 : 5)), .needs(.labs))
enum Faults {}

/// How much is tried: a sample in `swift test`, all of it in `make faults`.
enum Form {
    static let isLong = variable("NSSHELL_FAULTS") == "long"

    /// What every chance is drawn from: the one that is asked for, else another one each time. The
    /// sample is always the same one: what it finds is for who has changed something.
    static let seed: UInt64 = {
        let seed =
            variable("NSSHELL_SEED").flatMap { UInt64($0) }
            ?? (isLong ? UInt64(time(nil)) % 1_000_000 : 307_829)
        print("faults: NSSHELL_SEED=\(seed)")
        return seed
    }()

    static func count(_ short: Int, long: Int) -> Int { isLong ? long : short }

    /// Of one account's share.
    static func share(_ short: Int, long: Int) -> Int {
        (count(short, long: long) + Account.available.count - 1) / Account.available.count
    }

    private static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}

/// Figures that a suite prints when it is done.
struct Figures {
    let name: String
    private(set) var counts: [(name: String, value: Int)] = []
    /// Milliseconds, by what took them.
    private var times: [(name: String, values: [Double])] = []

    init(_ name: String) { self.name = name }

    mutating func count(_ what: String, _ more: Int = 1) {
        if let index = counts.firstIndex(where: { $0.name == what }) {
            counts[index].value += more
        } else {
            counts.append((what, more))
        }
    }

    subscript(what: String) -> Int { counts.first { $0.name == what }?.value ?? 0 }

    mutating func time(_ what: String, nanoseconds: UInt64) {
        let value = Double(nanoseconds) / 1e6
        if let index = times.firstIndex(where: { $0.name == what }) {
            times[index].values.append(value)
        } else {
            times.append((what, [value]))
        }
    }

    func show() {
        var lines = counts.map { "\($0.name) \($0.value)" }
        for time in times {
            let sorted = time.values.sorted()
            func quantile(_ part: Double) -> String {
                let tenths = (sorted[Int(Double(sorted.count - 1) * part)] * 10).rounded()
                return "\(tenths / 10)"
            }
            lines.append(
                "\(time.name) ms: median \(quantile(0.5)), p95 \(quantile(0.95)), "
                    + "p99 \(quantile(0.99)), most \(quantile(1)) (of \(sorted.count))")
        }
        print((["faults: \(name)"] + lines.map { "    \($0)" }).joined(separator: "\n"))
    }
}
