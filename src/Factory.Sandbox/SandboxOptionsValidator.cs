using Microsoft.Extensions.Options;

namespace Factory.Sandbox;

/// <summary>Reports everything that is wrong with the options at once.</summary>
internal sealed class SandboxOptionsValidator : IValidateOptions<SandboxOptions>
{
    private const long MiB = 1024 * 1024;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SandboxOptions options)
    {
        var problems = FindProblems(options).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> FindProblems(SandboxOptions options)
    {
        if (options.MaxMemoryBytes < 64 * MiB)
        {
            yield return $"{nameof(SandboxOptions.MaxMemoryBytes)} is {options.MaxMemoryBytes}; set at least {64 * MiB} (64 MiB), or no build tool can start.";
        }

        if (options.MaxDiskBytes < MiB)
        {
            yield return $"{nameof(SandboxOptions.MaxDiskBytes)} is {options.MaxDiskBytes}; set at least {MiB} (1 MiB).";
        }

        if (options.MaxTemporaryBytes < MiB)
        {
            yield return $"{nameof(SandboxOptions.MaxTemporaryBytes)} is {options.MaxTemporaryBytes}; set at least {MiB} (1 MiB).";
        }

        foreach (var folder in options.ToolFolders.Where(f => !Path.IsPathFullyQualified(f)))
        {
            yield return $"{nameof(SandboxOptions.ToolFolders)} has '{folder}'; name each folder by its full path.";
        }
    }
}
