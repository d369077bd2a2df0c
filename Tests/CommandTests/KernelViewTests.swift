import Glibc
import Lab
import Namespaces
import SystemCalls
import Testing

extension Commands {
    @Suite(
        "The kernel's view at a prompt", .needs(.labs),
        .enabled(if: Lab.whyNothingIsTraced == nil, "this kernel lets no calls be traced"))
    struct KernelView {
        @Test(
            "no line is wider than the window, and a terminal that only types gets no escapes",
            arguments: Account.available, [40, 80])
        func narrow(account: Account, columns: Int) throws {
            let learner = try Learner("uts", as: account, columns: columns)
            try learner.prompted()
            try learner.ask(":play")
            try learner.ask(":kernel on")
            let shown = try learner.ask("ip link add v0 type veth peer name v1")
            let calls = shown.split(whereSeparator: \.isNewline).drop { !$0.hasPrefix("ip (") }
            #expect(calls.joined(separator: " ").contains("RTM_NEWLINK veth v0 peer"), "\(shown)")
            #expect(calls.dropLast().allSatisfy { $0.count <= columns }, "\(shown)")
            #expect(!calls.contains { $0.contains("\u{1b}") }, "\(shown)")
            #expect(try learner.quit() == .exited(0))
        }

        @Test("a program's name cannot play tricks on the terminal")
        func hostileName() throws {
            let learner = try Learner("uts")
            try learner.prompted()
            try learner.ask(":kernel on")
            // PR_SET_NAME
            let shown = try learner.ask(
                #"perl -e '$n = "\x1b[2Jx\x07"; syscall(157, 15, $n); syscall(272, 0x4000000)'"#)
            let told = shown.split(whereSeparator: \.isNewline).first { $0.contains("x") && $0.contains("(") && $0.hasSuffix(")") }
            #expect(shown.contains("unshare(CLONE_NEWUTS) = 0"), "\(shown)")
            #expect(told?.contains("\u{7}") == false, "\(shown)")
            _ = try learner.quit()
        }

        @Test("a fresh lab is traced like the one before, and so is a new session")
        func goesOn() throws {
            let learner = try Learner("uts")
            try learner.prompted()
            try learner.ask(":kernel on")
            for change in [":reset", ":session new", ":goto 3"] {
                try learner.ask(change)
                let shown = try learner.ask("unshare -i true")
                #expect(shown.contains("unshare(CLONE_NEWIPC) = 0"), "\(change): \(shown)")
            }
            _ = try learner.quit()
        }

        @Test("when nsshell is killed its tracers end", arguments: Account.available)
        func killed(account: Account) throws {
            let learner = try Learner("uts", as: account)
            try learner.prompted()
            try learner.ask(":kernel on")
            try learner.ask("unshare -u true")
            let pid = learner.child.process.pid
            let tracers = ProcessState.children(of: pid).filter {
                (try? ProcessState(pid: $0))?.name == "tracer"
            }
            #expect(tracers.count == 1)
            let ends = try tracers.map { tracer throws(SystemCallError) in
                try Tracer(process: ProcessDescriptor(pid: tracer))
            }
            kill(pid, SIGKILL)
            for tracer in ends {
                let ended = try waitUntilReadable(
                    [tracer.process.descriptor.number], milliseconds: Int32(Child.patience))
                #expect(!ended.isEmpty)
            }
            _ = try learner.child.finish()
        }

        /// A process to watch, held where several are.
        private final class Tracer {
            let process: ProcessDescriptor
            init(process: consuming ProcessDescriptor) { self.process = process }
        }
    }
}
