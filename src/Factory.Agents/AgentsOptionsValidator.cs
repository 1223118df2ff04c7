using Microsoft.Extensions.Options;

namespace Factory.Agents;

/// <summary>Reports everything that is wrong with the options at once.</summary>
internal sealed class AgentsOptionsValidator : IValidateOptions<AgentsOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, AgentsOptions options)
    {
        var problems = FindProblems(options).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> FindProblems(AgentsOptions options)
    {
        if (options.MaxConcurrentAttempts < 1)
        {
            yield return $"{nameof(AgentsOptions.MaxConcurrentAttempts)} is {options.MaxConcurrentAttempts}; set at least 1, or no attempt ever starts.";
        }
    }
}
