internal import Course
internal import Lab
internal import SystemCalls

/// The system calls that a command made.
extension Shell {
    /// - Parameter argument: `on`, `off`, or nothing.
    func switchKernel(_ argument: String) {
        switch argument {
        case "on": turnKernelOn()
        case "off":
            showsCalls = false
            // A lesson that asks for calls goes on to see them.
            if !tutor.asksForCalls { tutor.classroom.stopTracing() }
            page.say("The kernel's view is off.")
        case "":
            page.say(
                showsCalls
                    ? "The kernel's view is on: `:kernel off` ends it."
                    : "The kernel's view is off: `:kernel on` shows the system calls of each command.")
        default: page.say("Write :kernel on, or :kernel off.")
        }
    }

    private func turnKernelOn() {
        do throws(TracingRefusal) {
            try tutor.classroom.trace()
        } catch {
            showsCalls = false
            page.say("\(error.sentence.capitalizedFirst).")
            return
        }
        // What was made before is not a command's that comes now.
        _ = tutor.classroom.takeNewCalls()
        showsCalls = true
        page.say(
            "The kernel's view is on: after each command you see its system calls that touch "
                + "namespaces.")
        let untraced = tutor.classroom.terminals.flatMap(\.untracedPrograms)
        if !untraced.isEmpty {
            page.say("Not seen are those of what ran before: \(untraced.joined(separator: ", ")).")
        }
        for window in tutor.classroom.lab.terminals.windows { tellWhyUnseen(window) }
    }

    /// Says so where the calls of a window are not seen: no word about them is no word that there were none.
    func tellWhyUnseen(_ window: WindowSession) {
        guard showsCalls, !window.isTraced else { return }
        let why = window.whyUntraced.map { ": \($0)" } ?? ""
        page.say("Not seen are those of session \(window.number), in another window\(why).")
    }

    /// What the last command asked of the kernel, and what was asked in other terminals meanwhile.
    func showCalls() {
        guard showsCalls else { return }
        let calls = tutor.classroom.takeNewCalls()
        if calls.isEmpty { return }
        page.write(
            CallLines.lines(
                of: calls, besides: session, width: page.width, isASCII: !Lab.showsAllLetters))
    }

    /// In a fresh lab the shells are others.
    func traceAnew() {
        guard showsCalls, !tutor.classroom.isTraced else { return }
        do throws(TracingRefusal) { try tutor.classroom.trace() } catch {
            showsCalls = false
            page.say("\(error.sentence.capitalizedFirst).")
        }
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
