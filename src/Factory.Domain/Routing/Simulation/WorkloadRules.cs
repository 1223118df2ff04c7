namespace Factory.Domain.Routing.Simulation;

/// <summary>Validates a workload.</summary>
public static class WorkloadRules
{
    /// <summary>All errors; empty when it can be replayed.</summary>
    public static IReadOnlyList<string> Validate(Workload workload) =>
    [
        .. Errors(
            (workload.Seeds is >= 1 and <= 100, "'seeds' must be 1 to 100"),
            (workload.Tasks is >= 1 and <= 10_000, "'tasks' must be 1 to 10000"),
            (workload.MaxAttempts is >= 1 and <= 10, "'maxAttempts' must be 1 to 10"),
            (workload.MeanMinutesBetweenTasks is > 0 and < 1e6, "'meanMinutesBetweenTasks' must be above 0"),
            (workload.MinutesPerAttempt is > 0 and < 1e6, "'minutesPerAttempt' must be above 0"),
            (workload.ReviewUsd is >= 0 and <= 1_000, "'reviewUsd' must be 0 to 1000"),
            (workload.Models.Count is >= 1 and <= 100, "'models' must list 1 to 100 models"),
            (workload.Kinds.Count is >= 1 and <= 100, "'kinds' must list 1 to 100 kinds")),
        .. workload.Models.SelectMany(model => ModelErrors(workload, model)),
        .. workload.Kinds.SelectMany(kind => KindErrors(workload, kind)),
        .. workload.Changes.SelectMany(change => ChangeErrors(workload, change)),
    ];

    private static IEnumerable<string> ModelErrors(Workload workload, WorkloadModel model) => Errors(
        (model.Model.IndexOf('/', StringComparison.Ordinal) is > 0 and var at && at < model.Model.Length - 1,
            $"the model '{model.Model}' must have the form provider/model"),
        (model.InputPrice is >= 0 and <= 10_000 && model.OutputPrice is >= 0 and <= 10_000,
            $"the prices of '{model.Model}' must be 0 to 10000"),
        (model.FailureCostRatio is >= 0 and <= 100, $"'failureCostRatio' of '{model.Model}' must be 0 to 100"),
        (model.TokensPerDay is null or > 0, $"'tokensPerDay' of '{model.Model}' must be above 0"),
        (workload.Models.Count(m => m.Model == model.Model) == 1, $"the model '{model.Model}' appears twice"));

    private static IEnumerable<string> KindErrors(Workload workload, WorkloadKind kind) =>
    [
        .. Errors(
            (kind.Share > 0 && kind.Difficulty.Count > 0 && kind.Difficulty.Values.All(d => d > 0),
                $"the shares of '{kind.Kind}' and of its difficulties must be above 0"),
            (kind.Input is > 0 and <= 100_000_000 && kind.Output is > 0 and <= 100_000_000,
                $"'input' and 'output' of '{kind.Kind}' must be above 0"),
            (workload.Kinds.Count(k => k.Kind == kind.Kind) == 1, $"the kind '{kind.Kind}' appears twice")),
        .. from difficulty in kind.Difficulty.Keys
           from model in workload.Models
           where !IsProbability(workload, kind.Kind, difficulty, model.Model)
           select $"'acceptance' must hold a probability from 0 to 1 for {kind.Kind}, {difficulty}, {model.Model}",
    ];

    private static IEnumerable<string> ChangeErrors(Workload workload, WorkloadChange change) => Errors(
        (workload.Models.Any(m => m.Model == change.Model), $"'changes' names the model '{change.Model}', which is not in the workload"),
        (change.After is >= 0 and <= 1
            && change.AcceptanceFactor is null or (>= 0 and <= 10)
            && change.PriceFactor is null or (>= 0 and <= 100),
            $"the change of '{change.Model}' must have 'after' from 0 to 1 and factors from 0"));

    // A missing probability is reported like a wrong one.
    private static bool IsProbability(Workload workload, string kind, string difficulty, string model) =>
        workload.Acceptance.GetValueOrDefault(kind)?.GetValueOrDefault(difficulty)?.TryGetValue(model, out var chance) == true
            && chance is >= 0 and <= 1;

    private static IEnumerable<string> Errors(params (bool Holds, string Error)[] rules) =>
        rules.Where(rule => !rule.Holds).Select(rule => rule.Error);
}
