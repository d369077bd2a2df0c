import Glibc
import SystemCalls
import Testing

/// The built `nsshell` that is tested.
enum Program {
    /// `$NSSHELL`, else what was built beside these tests.
    private static let built: String = {
        if let path = getenv("NSSHELL") { return String(cString: path) }
        let own = (try? readLink("/proc/self/exe")) ?? ""
        return own.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } + "/nsshell"
    }()

    /// Whether `$NSSHELL` says which one, as `make test` does.
    static let isGiven = getenv("NSSHELL") != nil

    /// A copy where every account can read it.
    static let path: String = {
        let path = "\(Scratch.shared.path)/nsshell"
        let bytes = (try? readBytes(built, limit: 1 << 29)) ?? []
        write(bytes, to: path, mode: 0o755)
        return path
    }()

    /// Whether it runs where this machine's Swift libraries are out of sight.
    static let isSelfContained: Bool =
        (try? Child(["/usr/bin/ldd", path]).finish())?.status != 0
}

/// Runs `nsshell` to its end.
func nsshell(
    _ arguments: String..., as account: Account, input: [UInt8] = [],
    environment: [String] = Child.environment, directory: String = "/",
    streams: [Stream] = [.captured, .captured, .captured], milliseconds: Int = Child.patience
) throws -> Outcome {
    try Child(
        [Program.path] + arguments, as: account, environment: environment, directory: directory,
        streams: streams
    ).finish(input, milliseconds: milliseconds)
}

/// Runs a shell script in a lab.
func inLab(
    _ script: String, as account: Account, input: [UInt8] = [],
    environment: [String] = Child.environment, milliseconds: Int = Child.patience
) throws -> Outcome {
    try nsshell(
        "run", "--", "/bin/bash", "-c", script, as: account, input: input, environment: environment,
        milliseconds: milliseconds)
}

/// Runs a shell script on this machine, as this account.
@discardableResult
func onHost(_ script: String, as account: Account = .runner) throws -> Outcome {
    try Child(["/bin/bash", "-c", script], as: account).finish()
}

func write(_ bytes: some Collection<UInt8>, to path: String, mode: UInt32 = 0o644) {
    unlink(path)
    guard let file = try? Descriptor.open(path, O_WRONLY | O_CREAT | O_TRUNC, mode: mode) else {
        Issue.record("\(path) could not be written: errno \(errno)")
        return
    }
    fchmod(file.number, mode)
    try? file.write(Array(bytes))
}
