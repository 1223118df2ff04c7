using Factory.Contracts.Events;
using Factory.Contracts.Evidence;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Contracts.Runs;

namespace Factory.Cli.Tests.Support;

internal static class Samples
{
    public static readonly RunId Id = RunId.Parse("run-1");

    public static RunView Run(RunStatus status = RunStatus.Succeeded) => new()
    {
        Id = Id,
        Idea = "A tip calculator [red]\u001b[2J",
        Pipeline = "product",
        Status = status,
        Product = Given.Product,
        Stages =
        [
            new StageView
            {
                Name = "research", Status = StageStatus.Done, Round = 1, Attempts = 1, Agent = AgentId.Parse(
                    "agent-scout"), Model = new ModelRef("rehearsal", "rehearsal-a"),
                Outcome = "passed", Usage = new TokenUsage(1200, 300), StartedAt = Given.Now, FinishedAt = Given.Now.AddSeconds(3),
            },
            new StageView { Name = "build", Status = StageStatus.Waiting },
        ],
        Budget = new Usd(5),
        Cost = Usd.Zero,
        Url = "http://localhost:5000",
        Evidence = new EvidenceReport("c1", [new CommandEvidence("e1", "test", "node --test", 0, false, 1.5, "ok", 12, 0)], []),
        Problem = status == RunStatus.Failed ? new Problem(ErrorCodes.RoundsExhausted, "Too many rounds.", "Retry it.") : null,
        CreatedAt = Given.Now,
        FinishedAt = Given.Now.AddSeconds(42.5),
    };

    public static FactoryEvent Event(long seq, string type, string message = "something", params (string Key, string Value)[] data) =>
        new(seq, Given.Now, type, "run-1", Id, null, message, data.ToDictionary(d => d.Key, d => d.Value));

    public static FactoryEvent[] Story(string status = "succeeded") =>
    [
        Event(1, EventTypes.RunStarted, "pipeline 'product'"),
        Event(2, EventTypes.RunStageChanged, "research: running", ("stage", "research")),
        Event(
            3,
            EventTypes.AttemptStarted,
            "started",
            ("stage", "research"),
            ("agent", "agent-scout"),
            ("model", "rehearsal/rehearsal-a"),
            ("number", "1")),
        Event(
            4,
            EventTypes.AttemptProgress,
            "progress",
            ("stage", "research"),
            ("tokens", "1500"),
            ("action", "wrote \u001b]0;owned\u0007notes.md")),
        Event(5, EventTypes.RunEnded, status, ("status", status)),
    ];
}
