using System.Collections.Immutable;
using Factory.Contracts.Attempts;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;

namespace Factory.Domain.Routing;

/// <summary>All that routing has learned. Immutable; kept in the supervisor's state, so that it is written in one piece with the choices that follow from it.</summary>
public sealed record RoutingRecords
{
    /// <value>Records kept at most; those that weigh least go first.</value>
    public const int MaxRecords = 1_000;

    /// <value>Nothing learned yet.</value>
    public static RoutingRecords Empty { get; } = new();

    /// <summary>By kind, agent, model and first or later attempt.</summary>
    public IReadOnlyList<ModelRecord> Models { get; init; } = [];

    /// <summary>By kind.</summary>
    public IReadOnlyList<KindRecord> Kinds { get; init; } = [];

    /// <summary>Tasks that are not finished, and how many of their attempts are counted. It makes that none counts twice.</summary>
    public ImmutableDictionary<string, int> CountedAttempts { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>What is counted for a kind.</summary>
    public KindRecord ForKind(string kind)
    {
        foreach (var record in Kinds)
        {
            if (record.Kind == kind)
            {
                return record;
            }
        }

        return new KindRecord(kind, 0, 0, 0);
    }

    /// <summary>The records after a look at a task: attempts that were judged since the last look count, each once. The same object when nothing changed.</summary>
    public RoutingRecords Observe(TaskView task, FactoryConfig config)
    {
        if (!CountedAttempts.TryGetValue(task.Id.Value, out var counted))
        {
            // Seen for the first time, or retried: what was judged before is not news.
            counted = task.IsFinished() ? task.Attempts.Count : JudgedAttempts(task, 0).Count;
            return task.IsFinished() ? this : this with { CountedAttempts = CountedAttempts.SetItem(task.Id.Value, counted) };
        }

        var judged = JudgedAttempts(task, counted);
        var next = judged.Where(j => j.IsAccepted is not null).Aggregate(this, (records, j) => records.AddOutcome(OutcomeOf(task, j, config), config.Policy.Routing.HalfLife));
        counted += judged.Count;
        return task.IsFinished() ? next with { CountedAttempts = CountedAttempts.Remove(task.Id.Value) }
            : judged.Count > 0 ? next with { CountedAttempts = CountedAttempts.SetItem(task.Id.Value, counted) }
            : this;
    }

    /// <summary>The records after one more outcome.</summary>
    public RoutingRecords AddOutcome(RoutingOutcome outcome, int halfLife)
    {
        var kind = ForKind(outcome.Kind);
        kind = kind with { Outcomes = kind.Outcomes + 1 };
        var record = Models.FirstOrDefault(m => m.Kind == outcome.Kind && m.Agent == outcome.Agent && m.Model == outcome.Model && m.IsAfterSetback == outcome.IsAfterSetback)
            ?? new ModelRecord(outcome.Kind, outcome.Agent, outcome.Model, outcome.IsAfterSetback);
        List<ModelRecord> models = [.. Models.Where(m => !ReferenceEquals(m, record)), record.Add(outcome, kind.Outcomes, halfLife)];
        if (models.Count > MaxRecords)
        {
            models.Remove(models.MinBy(m => m.DecayedTo(ForKind(m.Kind).Outcomes, halfLife).Weight)!);
        }

        return this with { Models = models, Kinds = [.. Kinds.Where(k => k.Kind != kind.Kind), kind] };
    }

    /// <summary>The records after a first attempt's start was chosen by experience.</summary>
    /// <param name="explored">True when it is not the best start known.</param>
    public RoutingRecords AddChoice(string kind, bool explored)
    {
        var record = ForKind(kind);
        return this with { Kinds = [.. Kinds.Where(k => k.Kind != kind), record with { LearnedChoices = record.LearnedChoices + 1, Explorations = record.Explorations + (explored ? 1 : 0) }] };
    }

    /// <summary>The attempts, in order, whose judgement is known and that are not counted yet; null for those that say nothing about the model.</summary>
    private static List<(int Index, bool? IsAccepted)> JudgedAttempts(TaskView task, int from)
    {
        var judged = new List<(int, bool?)>();
        for (var i = from; i < task.Attempts.Count; i++)
        {
            var attempt = task.Attempts[i];
            var isLast = i == task.Attempts.Count - 1 && !task.IsFinished();
            switch (attempt.Status, attempt.Verdict)
            {
                case (AttemptStatus.Running, _) when isLast:
                case (AttemptStatus.Succeeded, null) when isLast:
                    return judged;
                case (AttemptStatus.Succeeded, not null):
                    judged.Add((i, attempt.Verdict == AttemptVerdict.Accepted));
                    break;
                case (AttemptStatus.Failed, _) when !OutcomeRules.IsUninformative(attempt.Problem?.Code):
                    judged.Add((i, false));
                    break;
                default:
                    judged.Add((i, null));
                    break;
            }
        }

        return judged;
    }

    private static RoutingOutcome OutcomeOf(TaskView task, (int Index, bool? IsAccepted) judged, FactoryConfig config)
    {
        var attempt = task.Attempts[judged.Index];
        var price = config.Catalogue.Find(attempt.Model) is { } model ? config.Policy.KindOf(task.Spec.Kind).TypicalUsage.CostWith(model).Amount : 0m;
        return new RoutingOutcome(
            task.Spec.Kind,
            attempt.Agent,
            attempt.Model,
            task.Attempts.Take(judged.Index).Any(OutcomeRules.IsSetback),
            judged.IsAccepted!.Value,
            price > 0 ? (double)(attempt.Cost.Amount / price) : null);
    }
}
