using Microsoft.Extensions.Options;

namespace Factory.Silo.Access;

/// <summary>Reports everything that is wrong with the options at once.</summary>
internal sealed class AccessOptionsValidator : IValidateOptions<AccessOptions>
{
    // A timer ends each sign-in, and the longest time that one takes is 49.7 days.
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(49);
    private static readonly TimeSpan MaxLinkLifetime = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, AccessOptions options)
    {
        var problems = FindProblems(options).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> FindProblems(AccessOptions options)
    {
        if (options.SignInLifetime <= TimeSpan.Zero || options.SignInLifetime > MaxLifetime)
        {
            yield return $"{nameof(AccessOptions.SignInLifetime)} is {options.SignInLifetime}; set a time up to {MaxLifetime.Days} days.";
        }

        if (options.LinkLifetime <= TimeSpan.Zero || options.LinkLifetime > MaxLinkLifetime)
        {
            yield return $"{nameof(AccessOptions.LinkLifetime)} is {options.LinkLifetime}; set a time up to {MaxLinkLifetime}: anybody who has the link can sign in with it.";
        }
    }
}
