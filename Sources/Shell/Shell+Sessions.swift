internal import Course
internal import Lab
internal import Lessons
internal import SystemCalls

/// Several terminals on one lab.
extension Shell {
    func changeSession(_ argument: String) {
        let words = argument.split(separator: " ").map(String.init)
        switch words.first {
        case nil: listSessions()
        case "new" where words.count == 1: openAnotherSession()
        case "close" where words.count <= 2: closeSession(words.count > 1 ? words[1] : "\(session)")
        case let word?:
            guard words.count == 1, let number = Self.number(word) else {
                page.say("A session is a number from 1 to 99; `new` opens one, `close` closes one.")
                return
            }
            guard tutor.classroom.lab.terminals.takeForSession(number) else {
                page.say("Session \(number) is in another window.")
                return
            }
            session = number
        }
    }

    private static func number(_ word: String) -> Int? {
        Int(word).flatMap { (1...99).contains($0) ? $0 : nil }
    }

    private func listSessions() {
        for other in tutor.classroom.openSessions {
            let place = (try? tutor.classroom.prompt(of: other.number))?.place ?? "?"
            let here = other.number == session ? ", where you are" : ""
            let busy = other.state == .running ? ", a command is running" : ""
            page.say("\(other.number): \(place) \(other.directory)\(here)\(busy)", hanging: 4)
        }
        page.say("`:session N` goes to one, `:session new` opens one, `:session close` closes one.")
    }

    private func closeSession(_ word: String) {
        let open = tutor.classroom.openSessions.map(\.number)
        guard let number = Self.number(word), open.contains(number) else {
            page.say("There is no session \(word) to close.")
            return
        }
        tutor.classroom.closeSession(number)
        guard number == session else { return }
        guard let other = open.first(where: { $0 != number }) else {
            openAnotherSession()
            return
        }
        session = other
    }
}
