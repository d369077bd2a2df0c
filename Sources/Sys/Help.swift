internal import SystemCalls

/// What `sys` says of itself.
enum Help {
    static let program = """
        sys: system calls by hand. Each line is one call of one process, as the manual writes it.

        USAGE: sys [--keep-going] ['CALL; CALL …' …]

        Without a text the lines come from standard input, at a prompt where that is a terminal.

        EXAMPLES:
          sys 'unshare(CLONE_NEWUTS); sethostname("ernie"); uname()'
          sys 'fd = open("/proc/1/ns/uts", O_RDONLY); setns(fd, CLONE_NEWUTS)'
          sys 'child = clone(CLONE_NEWUTS | SIGCHLD) { sethostname("ernie"); uname() }; waitpid(child)'

        A script ends when its children have ended too. A line that cannot be a call is refused
        with a caret under the place, makes no call, and ends a script; with --keep-going the next
        lines are taken all the same.

        EXIT STATUS:
          0  every call succeeded
          1  a call failed
          2  a text was refused
          3  sys could not start
          else the status of the process itself, where a call ended that
        """

    static let overview = """
        Calls:
        \(CallSignature.all.map { "  \($0.synopsis)" }.joined(separator: "\n"))

        fd = open("/proc/1/ns/uts", O_RDONLY) gives the result a name.
        child = clone(CLONE_NEWUTS | SIGCHLD) { uname() } makes a child that does what is in the \
        braces and ends.
        Several calls are separated by ; and comments begin with # or //.
        help CALL tells of one; why explains the last failure; exit or Ctrl-D leaves; Ctrl-C ends \
        a call that waits.
        """

    static func about(_ word: String) -> String {
        if let constant = Constant.named(word) {
            let value =
                constant.family == .signal
                ? "\(constant.value)" : "0x" + String(UInt64(bitPattern: constant.value), radix: 16)
            return "\(constant.name): \(constant.family.rawValue), \(value)"
        }
        guard let signature = CallSignature.named(word) else {
            return "There is no call \(word); help lists those that there are."
        }
        var lines = [signature.synopsis, "  \(signature.summary)", "  manual: \(signature.manual)"]
        let names = signature.constants.map(\.name)
        if !names.isEmpty { lines.append("  constants: \(names.joined(separator: " "))") }
        for (error, reason) in signature.reasons { lines.append("  \(error): \(reason)") }
        return lines.joined(separator: "\n")
    }
}
