using Microsoft.Extensions.Options;

namespace Factory.Silo.Discovery;

/// <summary>Reports everything that is wrong with the options at once.</summary>
internal sealed class DiscoveryOptionsValidator : IValidateOptions<DiscoveryOptions>
{
    private static readonly TimeSpan Max = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, DiscoveryOptions options)
    {
        var problems = FindProblems(options).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> FindProblems(DiscoveryOptions options)
    {
        if (options.OllamaTimeout <= TimeSpan.Zero || options.OllamaTimeout > Max)
        {
            yield return $"{nameof(DiscoveryOptions.OllamaTimeout)} is {options.OllamaTimeout}; set a time up to {Max}: a run that hosts its silo waits for it before its first line.";
        }

        if (options.VersionTimeout <= TimeSpan.Zero || options.VersionTimeout > Max)
        {
            yield return $"{nameof(DiscoveryOptions.VersionTimeout)} is {options.VersionTimeout}; set a time up to {Max}.";
        }
    }
}
