using Microsoft.Extensions.Options;

namespace Factory.Providers;

/// <summary>Reports everything that is wrong with the options at once.</summary>
internal sealed class ProvidersOptionsValidator : IValidateOptions<ProvidersOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ProvidersOptions options)
    {
        var problems = FindProblems(options).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> FindProblems(ProvidersOptions options)
    {
        if (options.Variable is null)
        {
            yield return $"{nameof(ProvidersOptions.Variable)} is null; set a function that reads environment variables, such as Environment.GetEnvironmentVariable.";
        }

        if (options.NetworkTimeout < TimeSpan.FromSeconds(1) || options.NetworkTimeout > TimeSpan.FromHours(1))
        {
            yield return $"{nameof(ProvidersOptions.NetworkTimeout)} is {options.NetworkTimeout}; set a time from 1 second to 1 hour.";
        }
    }
}
