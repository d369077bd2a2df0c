internal import JSONText

extension LessonProgress {
    var json: JSON {
        [
            "digest": .string(digest),
            "stepAtHand": JSON(stepAtHand),
            "help": help.json,
            "begun": .integer(begun),
            "changed": .integer(changed),
            "done": .array(
                done.map { step in
                    [
                        "step": .string(step.id), "way": .string(step.way.rawValue),
                        "help": step.help.json, "time": .integer(step.time),
                    ]
                }),
        ]
    }

    /// Nil where it is not what `json` writes; members that are not known are passed over.
    init?(_ json: JSON) {
        guard let digest = json["digest"]?.string, let atHand = json["stepAtHand"],
            atHand == .null || atHand.string != nil, let help = Help(json["help"]),
            let begun = json["begun"]?.integer, let changed = json["changed"]?.integer,
            let done = json["done"]?.elements
        else { return nil }
        self.init(digest: digest, stepAtHand: atHand.string, begun: begun, changed: changed)
        self.help = help
        for step in done {
            guard let id = step["step"]?.string,
                let way = step["way"]?.string.flatMap(DoneStep.Way.init),
                let help = Help(step["help"]), let time = step["time"]?.integer
            else { return nil }
            keep(DoneStep(id: id, way: way, help: help, time: time))
        }
    }
}

extension LessonProgress.Help {
    fileprivate var json: JSON { ["hints": .integer(hints), "wasShown": .bool(wasShown)] }

    fileprivate init?(_ json: JSON?) {
        guard let hints = json?["hints"]?.integer, hints >= 0,
            let wasShown = json?["wasShown"]?.bool
        else { return nil }
        self.init(hints: hints, wasShown: wasShown)
    }
}
