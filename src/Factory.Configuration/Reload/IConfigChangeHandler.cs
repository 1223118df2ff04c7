using Factory.Domain.Configuration;

namespace Factory.Configuration.Reload;

/// <summary>Acts on what a reload came to.</summary>
public interface IConfigChangeHandler
{
    /// <summary>Another configuration is in force.</summary>
    /// <param name="files">Names of the changed files, relative to the folder.</param>
    Task OnAppliedAsync(FactoryConfig before, FactoryConfig now, IReadOnlyList<string> files);

    /// <summary>Changed files are wrong, and the configuration before stays in force. Not repeated while the files stay as they are.</summary>
    /// <param name="problems">A line each.</param>
    Task OnRejectedAsync(IReadOnlyList<string> problems);
}
