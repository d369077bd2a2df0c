internal import Course
internal import Lab
internal import Lessons
internal import SystemCalls
internal import Terminal

/// From step to step, and from lesson to lesson.
extension Shell {
    func begin() {
        for notice in store.takeNotices() { page.say("Note: \(notice.sentence).", hanging: 6) }
        introduce()
    }

    /// What the lesson is about, and the step at hand.
    private func introduce() {
        if !tutor.lesson.isFreePlay {
            page.heading(tutor.lesson.title)
            if tutor.stepIndex == 0 { page.show(tutor.lesson.introduction) }
            page.blank()
            page.say("Type what you like; :hint helps, :help lists the commands with a colon.")
        }
        showStep()
    }

    /// Another tutor, or the same in another lab.
    func restart(
        introducing isNew: Bool = false, _ change: () throws(TeachingFailure) -> Void
    ) {
        do throws(TeachingFailure) {
            try change()
            session = 1
            stepBefore = nil
            leadWindows()
            traceAnew()
            keep()
            if isNew { introduce() } else { showStep() }
        } catch {
            page.say("That cannot be done: \(error.sentence).")
        }
    }

    func learn(_ lesson: Lesson) {
        restart(introducing: true) { () throws(TeachingFailure) in
            let next = try Self.tutor(of: lesson, store)
            tutor = next
        }
    }

    func playFreely() {
        restart { () throws(TeachingFailure) in
            let next = try Self.freeTutor()
            tutor = next
        }
    }

    func quit() { isOver = true }

    func openAnotherSession() {
        session = tutor.classroom.lab.terminals.takeForSession()
    }

    /// What a command has changed.
    func tell(_ check: StepCheck) {
        for judged in check.newlyTrue { page.say("now true: \(judged.expectation.text)", indent: 2, hanging: 4) }
        for judged in check.newlyBroken {
            page.say("should have stayed: \(judged.expectation.text)", indent: 2, hanging: 4)
        }
        if let mistake = check.mistake {
            page.show(mistake.say)
        } else if !check.isStepDone, !check.newlyBroken.isEmpty || !check.newlyTrue.isEmpty {
            // All that is asked for may be true by now, and the step is held up by this alone.
            let told = Set(check.newlyBroken.map(\.expectation))
            for judged in check.brokenKeeps where !told.contains(judged.expectation) {
                page.say("does not stay: \(judged.expectation.text)", indent: 2, hanging: 4)
                page.say("found: \(judged.verdict)", indent: 4)
            }
            if !check.brokenKeeps.isEmpty {
                page.say("Undo that, or `:reset` makes a fresh lab for this step.")
            }
        }
        if check.isStepDone { advance() }
    }

    func advance() {
        guard let step = tutor.step else { return }
        let place = "\(tutor.stepIndex + 1) of \(tutor.lesson.steps.count)"
        stepBefore = step
        goOn(saying: "Done: \(step.title) (\(place)).") { () throws(TeachingFailure) in
            try tutor.advance()
        }
    }

    private func goOn(saying words: String, _ change: () throws(TeachingFailure) -> Void) {
        var failure: TeachingFailure?
        do throws(TeachingFailure) { try change() } catch { failure = error }
        // What has been told to be done is on disk, whatever happens then.
        keep()
        page.say(words)
        if let failure {
            page.say(
                "The next step cannot be begun: \(failure.sentence). :reset makes a fresh lab.")
        }
        showStep()
    }

    func keep() {
        saveRecord()
        if tutor.lesson.isFreePlay { return }
        store.save(tutor.progress, of: tutor.lesson.name)
        for notice in store.takeNotices() { page.say("Note: \(notice.sentence).", hanging: 6) }
    }

    /// Also those that are passed over, up to the first that this machine can do.
    func showStep() {
        if tutor.lesson.isFreePlay {
            showFreeLab()
            return
        }
        guard let step = tutor.step else {
            if let closing = tutor.lesson.closing { page.show(closing) }
            recap()
            return
        }
        page.heading("\(tutor.stepIndex + 1) of \(tutor.lesson.steps.count): \(step.title)")
        page.show(step.prose)
        page.blank()
        if let reason = tutor.whyImpossible {
            goOn(saying: "This machine cannot do this step: \(reason); going on.") {
                () throws(TeachingFailure) in try tutor.passOver()
            }
            return
        }
        pointToTerminals(of: step)
        if tutor.isAlreadyTrue {
            page.say("What this step asks for is true already: an empty line goes on.")
        }
    }

    /// How to come to where the lesson's own way types, where that is not here.
    private func pointToTerminals(of step: Step) {
        let open = Set(tutor.classroom.openSessions.map(\.number))
        for number in Set(step.commands.map(\.prompt.session)).sorted() where number != session {
            let name = number == 1 ? "first" : number == 2 ? "second" : number == 3 ? "third" : nil
            let terminal = name.map { "the \($0) terminal" } ?? "terminal \(number)"
            page.say(
                open.contains(number)
                    ? "`:session \(number)` leads to \(terminal)."
                    : "`:session \(number)` opens \(terminal) on this lab.")
        }
    }
}
