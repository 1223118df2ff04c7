namespace Factory.Domain.Routing.Simulation;

/// <summary>Validates a workload.</summary>
public static class WorkloadRules
{
    /// <summary>All errors; empty when it can be replayed.</summary>
    public static IReadOnlyList<string> Validate(Workload workload)
    {
        var problems = new List<string>();
        void Rule(bool holds, string problem)
        {
            if (!holds)
            {
                problems.Add(problem);
            }
        }

        Rule(workload.Seeds is >= 1 and <= 100, "'seeds' must be 1 to 100");
        Rule(workload.Tasks is >= 1 and <= 10_000, "'tasks' must be 1 to 10000");
        Rule(workload.MaxAttempts is >= 1 and <= 10, "'maxAttempts' must be 1 to 10");
        Rule(workload.MeanMinutesBetweenTasks is > 0 and < 1e6, "'meanMinutesBetweenTasks' must be above 0");
        Rule(workload.MinutesPerAttempt is > 0 and < 1e6, "'minutesPerAttempt' must be above 0");
        Rule(workload.ReviewUsd is >= 0 and <= 1_000, "'reviewUsd' must be 0 to 1000");
        Rule(workload.Models.Count is >= 1 and <= 100, "'models' must list 1 to 100 models");
        Rule(workload.Kinds.Count is >= 1 and <= 100, "'kinds' must list 1 to 100 kinds");
        foreach (var model in workload.Models)
        {
            Rule(
                model.Model.IndexOf('/', StringComparison.Ordinal) is > 0 and var at && at < model.Model.Length - 1,
                $"the model '{model.Model}' must have the form provider/model");
            Rule(
                model.InputPrice is >= 0 and <= 10_000 && model.OutputPrice is >= 0 and <= 10_000,
                $"the prices of '{model.Model}' must be 0 to 10000");
            Rule(model.FailureCostRatio is >= 0 and <= 100, $"'failureCostRatio' of '{model.Model}' must be 0 to 100");
            Rule(model.TokensPerDay is null or > 0, $"'tokensPerDay' of '{model.Model}' must be above 0");
            Rule(workload.Models.Count(m => m.Model == model.Model) == 1, $"the model '{model.Model}' appears twice");
        }

        foreach (var kind in workload.Kinds)
        {
            Rule(
                kind.Share > 0 && kind.Difficulty.Count > 0 && kind.Difficulty.Values.All(d => d > 0),
                $"the shares of '{kind.Kind}' and of its difficulties must be above 0");
            Rule(
                kind.Input is > 0 and <= 100_000_000 && kind.Output is > 0 and <= 100_000_000,
                $"'input' and 'output' of '{kind.Kind}' must be above 0");
            Rule(workload.Kinds.Count(k => k.Kind == kind.Kind) == 1, $"the kind '{kind.Kind}' appears twice");
            foreach (var (difficulty, model) in kind.Difficulty.Keys.SelectMany(d => workload.Models.Select(m => (d, m.Model))))
            {
                // NaN fails every comparison: a missing probability is reported like a wrong one.
                var chance = workload.Acceptance.GetValueOrDefault(kind.Kind)?.GetValueOrDefault(difficulty)?.TryGetValue(
                    model,
                    out var found) == true ? found : double.NaN;
                Rule(chance is >= 0 and <= 1, $"'acceptance' must hold a probability from 0 to 1 for {kind.Kind}, {difficulty}, {model}");
            }
        }

        foreach (var change in workload.Changes)
        {
            Rule(
                workload.Models.Any(m => m.Model == change.Model),
                $"'changes' names the model '{change.Model}', which is not in the workload");
            Rule(
                change.After is >= 0 and <= 1
                    && change.AcceptanceFactor is null or (>= 0 and <= 10)
                    && change.PriceFactor is null or (>= 0 and <= 100),
                $"the change of '{change.Model}' must have 'after' from 0 to 1 and factors from 0");
        }

        return problems;
    }
}
