internal import Course
internal import Lab
internal import SystemCalls
internal import Terminal

/// What happens while a line is being typed.
extension Shell {
    /// Reads a line, and shows what the sessions write meanwhile above it.
    func readLine(
        with editor: LineEditor, in current: Session
    ) throws(SystemCallError) -> LineEditor.Reading {
        let lab = tutor.classroom.lab
        var announced: Set<Int> = []
        var sessions = tutor.classroom.openSessions
        for session in sessions { session.keepsUnseen = true }
        learner.show(current.takeUnseen()[...])
        func watch() {
            let news = door.map { [$0.newsDescriptor] } ?? []
            editor.watched = sessions.map(\.readable) + [lab.ends] + news
        }
        watch()
        editor.prompt = prompt(of: current)
        editor.onReadable = { [self] descriptor in
            page.resize(columns: learner.size.columns)
            if let door, descriptor == door.newsDescriptor {
                defer { editor.prompt = prompt(of: current) }
                return tellNews(of: door)
            }
            guard let writer = sessions.first(where: { $0.readable == descriptor }) else {
                return .giveUp
            }
            try? writer.listen(milliseconds: 0)
            if writer.state == .ended {
                if writer === current { return .giveUp }
                sessions.removeAll { $0 === writer }
                watch()
                return .show("Session \(writer.number) has ended.")
            }
            editor.prompt = prompt(of: current)
            if writer === current {
                let text = writer.takeUnseen()
                return text.isEmpty ? .redraw : .show(String(decoding: text, as: UTF8.self))
            }
            guard announced.insert(writer.number).inserted else { return .goOn }
            return .show(
                "Session \(writer.number) has written something: :session \(writer.number) shows it.")
        }
        defer {
            editor.onReadable = nil
            editor.watched = []
        }
        editor.typedAhead = learner.typedAhead
        learner.typedAhead = []
        defer { learner.typedAhead = editor.typedAhead }
        return try editor.readLine()
    }
}
