using Factory.Domain.Configuration;

namespace Factory.Configuration.Reload;

/// <summary>Handles the results of configuration reloads.</summary>
public interface IConfigChangeHandler
{
    /// <summary>Called when another configuration is in force.</summary>
    /// <param name="files">Names of the changed files, relative to the folder.</param>
    Task OnAppliedAsync(FactoryConfig before, FactoryConfig now, IReadOnlyList<string> files);

    /// <summary>
    /// Called when changed files are invalid and the previous configuration stays in force; once for each change.
    /// </summary>
    /// <param name="problems">One line for each problem.</param>
    Task OnRejectedAsync(IReadOnlyList<string> problems);
}
