using System.Collections.Immutable;
using Factory.Contracts.Attempts;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Domain.Models;

namespace Factory.Domain.Routing;

/// <summary>
/// Recorded outcomes, from which routing learns. Immutable; part of the supervisor's state, so that it is committed
/// together with the choices that follow from it.
/// </summary>
public sealed record RoutingRecords
{
    /// <value>
    /// Maximum number of records: 1,000. The one with the least weight is removed first. It bounds the size of the
    /// supervisor's state.
    /// </value>
    public const int MaxRecords = 1_000;

    /// <value>No records.</value>
    public static RoutingRecords Empty { get; } = new();

    /// <summary>Records by kind, agent, model, and whether the attempts followed a setback.</summary>
    public IReadOnlyList<ModelRecord> Models { get; init; } = [];

    /// <summary>Records by kind.</summary>
    public IReadOnlyList<KindRecord> Kinds { get; init; } = [];

    /// <summary>
    /// Unfinished tasks, with the number of their attempts that are counted already, so that none is counted twice.
    /// </summary>
    public ImmutableDictionary<string, int> CountedAttempts { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>The record of a kind; an empty one if there is none.</summary>
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

    /// <summary>
    /// The records after a task was observed: attempts that were judged since the last observation are added, each
    /// once. The same object when nothing changed.
    /// </summary>
    public RoutingRecords Observe(TaskView task, FactoryConfig config)
    {
        if (!CountedAttempts.TryGetValue(task.Id.Value, out var counted))
        {
            // Observed for the first time, or retried after it had finished: what was judged before may have been
            // counted then.
            counted = task.IsFinished() ? task.Attempts.Count : JudgedAttempts(task, 0, config.Catalogue).Count;
            return task.IsFinished() ? this : this with { CountedAttempts = CountedAttempts.SetItem(task.Id.Value, counted) };
        }

        var judged = JudgedAttempts(task, counted, config.Catalogue);
        var next = judged.Where(j => j.IsAccepted is not null)
            .Aggregate(this, (records, j) => records.AddOutcome(OutcomeOf(task, j, config), config.Policy.Routing.HalfLife));
        counted += judged.Count;
        return task.IsFinished() ? next with { CountedAttempts = CountedAttempts.Remove(task.Id.Value) }
            : judged.Count > 0 ? next with { CountedAttempts = CountedAttempts.SetItem(task.Id.Value, counted) }
            : this;
    }

    /// <summary>The records with one more outcome.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <param name="halfLife">Number of outcomes of a kind after which an outcome counts half.</param>
    public RoutingRecords AddOutcome(RoutingOutcome outcome, int halfLife)
    {
        var kind = ForKind(outcome.Kind);
        kind = kind with { Outcomes = kind.Outcomes + 1 };
        var record = Models.FirstOrDefault(m =>
            m.Kind == outcome.Kind && m.Agent == outcome.Agent && m.Model == outcome.Model && m.IsAfterSetback == outcome.IsAfterSetback)
            ?? new ModelRecord(outcome.Kind, outcome.Agent, outcome.Model, outcome.IsAfterSetback);
        List<ModelRecord> models = [.. Models.Where(m => !ReferenceEquals(m, record)), record.Add(outcome, kind.Outcomes, halfLife)];
        if (models.Count > MaxRecords)
        {
            // Compared at the same count: the stored weights are as of the last outcome of each record.
            models.Remove(models.MinBy(m => m.DecayedTo(ForKind(m.Kind).Outcomes, halfLife).Weight)!);
        }

        return this with { Models = models, Kinds = [.. Kinds.Where(k => k.Kind != kind.Kind), kind] };
    }

    /// <summary>The records with one more starting model that was chosen from records.</summary>
    /// <param name="kind">The kind of task.</param>
    /// <param name="explored">True when it is not the best known one.</param>
    public RoutingRecords AddChoice(string kind, bool explored)
    {
        var record = ForKind(kind);
        return this with
        {
            Kinds = [
                .. Kinds.Where(k => k.Kind != kind),
                record with { LearnedChoices = record.LearnedChoices + 1, Explorations = record.Explorations + (explored ? 1 : 0) }
            ]
        };
    }

    /// <summary>
    /// The attempts, in order, that are judged and not counted yet; null for those that do not count for or against
    /// their model.
    /// </summary>
    private static List<(int Index, bool? IsAccepted)> JudgedAttempts(TaskView task, int from, ModelCatalogue catalogue)
    {
        var judged = new List<(int, bool?)>();
        for (var i = from; i < task.Attempts.Count; i++)
        {
            var attempt = task.Attempts[i];
            var isLast = i == task.Attempts.Count - 1 && !task.IsFinished();
            switch (attempt.Status, attempt.Verdict)
            {
                // Not judged yet: counting stops here, so that attempts are counted in their order.
                case (AttemptStatus.Running, _) when isLast:
                case (AttemptStatus.Succeeded, null) when isLast:
                    return judged;
                // A script's success says nothing about its kind either, by whose outcomes the records of real models
                // age.
                case (AttemptStatus.Succeeded or AttemptStatus.Failed, _) when catalogue.IsRehearsal(attempt.Model):
                    judged.Add((i, null));
                    break;
                case (AttemptStatus.Succeeded, not null):
                    judged.Add((i, attempt.Verdict == AttemptVerdict.Accepted));
                    break;
                case (AttemptStatus.Failed, _) when !OutcomeRules.IsUninformative(attempt.Problem?.Code):
                    judged.Add((i, false));
                    break;
                // Lost, cancelled, a failure of the provider, or a result that was never judged because the task was
                // cancelled: passed over, so that it is not looked at again, but counted neither for nor against the
                // model.
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
        // The ratio, not the cost, is learned: a changed price then takes effect at once (docs/adr/0016).
        var price = config.Catalogue.Find(attempt.Model) is { } model
            ? config.Policy.KindOf(task.Spec.Kind).TypicalUsage.CostWith(model).Amount
            : 0m;
        return new RoutingOutcome(
            task.Spec.Kind,
            attempt.Agent,
            attempt.Model,
            task.Attempts.Take(judged.Index).Any(OutcomeRules.IsSetback),
            judged.IsAccepted!.Value,
            price > 0 ? (double)(attempt.Cost.Amount / price) : null);
    }
}
