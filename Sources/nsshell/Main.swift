import ArgumentParser
import Lab
import Namespaces
import SystemCalls
import Glibc

@main struct Nsshell: ParsableCommand {
  @Argument(parsing: .captureForPassthrough) var command: [String] = []
  func run() throws {
    do {
    let t0 = Deadline.now
    let lab = try Lab()
    let t1 = Deadline.now
    for r in lab.refusals { print(r) }
    if command.first == "S" {
      let s = try Session(in: lab, number: 1)
      print("lab", (t1-t0)/1000, "session", (Deadline.now-t1)/1000)
      for line in command.dropFirst() {
        let t = Deadline.now
        try s.type(line, by: Deadline(milliseconds: 2000))
        print("[\(line)] \((Deadline.now-t)/1000)us \(s.state) \(s.status.map{"\($0)"} ?? "?") here \(s.here)\n\(s.outputText)")
      }
      return
    }
    let p = try lab.start(command)
    let end = try p.wait()
    lab.end()
    throw ExitCode(end.shellStatus)
    } catch let e as ExitCode { throw e } catch { print(error); throw ExitCode(125) }
  }
}
