using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Contracts.Providers;
using Factory.Contracts.Tasks;

namespace Factory.Domain.Routing.Simulation;

/// <summary>
/// Derives a workload from the factory's own history. For a model that did not do a task its acceptance is unknown; it
/// is estimated from its other tasks of that kind and the assumption for its tier, the same for every task of the kind.
/// </summary>
public static class RecordedWorkload
{
    private const string UniformDifficulty = "alike";
    // The same assumption by tier as in AcceptanceModel, for first attempts.
    private static readonly double[] PriorAcceptance = [0.5, 0.6, 0.7, 0.8, 0.9];

    /// <summary>Creates the workload; null when no attempt was judged yet.</summary>
    /// <param name="tasks">The history.</param>
    /// <param name="providers">The catalogue with prices; only available providers are used.</param>
    public static Workload? From(IReadOnlyList<TaskView> tasks, IReadOnlyList<ProviderView> providers)
    {
        var judged = tasks.Where(t => t.Attempts.Any(a => IsJudged(a))).OrderBy(t => t.CreatedAt).ToList();
        var models = providers.Where(p => p.Available)
            .SelectMany(p => p.Models.Select(m => (Ref: new ModelRef(p.Name, m.Name), View: m)))
            .ToList();
        if (judged.Count == 0 || models.Count == 0)
        {
            return null;
        }

        var kinds = judged.GroupBy(t => t.Spec.Kind).OrderBy(k => k.Key, StringComparer.Ordinal).ToList();
        var span = (judged[^1].CreatedAt - judged[0].CreatedAt).TotalMinutes;
        var times = judged.SelectMany(t => t.Attempts)
            .Where(a => a.FinishedAt is not null)
            .Select(a => (a.FinishedAt!.Value - a.StartedAt).TotalMinutes)
            .Where(m => m > 0)
            .ToList();
        return new Workload
        {
            Name = "recorded",
            Description = $"{judged.Count} tasks of this factory. Models that were not tried for a kind are assumed to perform like " +
                "their tier.",
            Seeds = 20,
            // A few tasks would measure chance, not policies. The lower bounds of the times satisfy WorkloadRules:
            // tasks that were opened at once span no time.
            Tasks = Math.Max(judged.Count, 50),
            MeanMinutesBetweenTasks = Math.Max(0.1, span / judged.Count),
            MinutesPerAttempt = Math.Max(0.1, times.DefaultIfEmpty(10).Average()),
            Models = [.. models.Select(m =>
                new WorkloadModel(m.Ref.ToString(), m.View.Tier, m.View.InputPrice.Amount, m.View.OutputPrice.Amount))],
            Kinds = [.. kinds.Select(Kind)],
            Acceptance = kinds.ToDictionary(
                k => k.Key,
                IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> (k) =>
                    new Dictionary<string, IReadOnlyDictionary<string, double>>
                    {
                        [UniformDifficulty] = models.ToDictionary(m => m.Ref.ToString(), m => Acceptance(k, m.Ref, m.View.Tier)),
                    }),
        };
    }

    private static bool IsJudged(TaskAttempt attempt) => attempt.Verdict is not null || OutcomeRules.IsSetback(attempt);

    private static WorkloadKind Kind(IGrouping<string, TaskView> kind)
    {
        var used = kind.SelectMany(t => t.Attempts)
            .Where(a => IsJudged(a) && a.Usage.Total() > 0)
            .Select(a => a.Usage)
            .DefaultIfEmpty(new TokenUsage(TypicalUsage.Default.Input, TypicalUsage.Default.Output))
            .ToList();
        return new WorkloadKind(
            kind.Key,
            kind.Count(),
            ModelTier.Local,
            Math.Max(1, (long)used.Average(u => u.Input)),
            Math.Max(1, (long)used.Average(u => u.Output)),
            false,
            new Dictionary<string, double> { [UniformDifficulty] = 1 });
    }

    private static double Acceptance(IEnumerable<TaskView> tasks, ModelRef model, ModelTier tier)
    {
        var attempts = tasks.SelectMany(t => t.Attempts).Where(a => a.Model == model && IsJudged(a)).ToList();
        return Math.Round(
            (attempts.Count(a => a.Verdict == AttemptVerdict.Accepted)
                + (AcceptanceModel.PriorWeight * PriorAcceptance[(int)tier])) / (attempts.Count + AcceptanceModel.PriorWeight),
            3);
    }
}
