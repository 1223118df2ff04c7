using Microsoft.AspNetCore.Builder;

namespace Factory.Deployments.Local;

/// <summary>A running version of a product. Disposing ends it.</summary>
internal interface IRunningVersion : IAsyncDisposable
{
    /// <summary>Adds the handler of its requests to a pipeline. Called once.</summary>
    void Configure(IApplicationBuilder app);

    /// <summary>The status of a GET of this path; null while nothing answers.</summary>
    Task<int?> ProbeAsync(string path, CancellationToken cancellationToken);

    /// <summary>True when it occupies memory while nobody uses it, so that it is ended when idle.</summary>
    bool IsProgram { get; }

    /// <summary>Why it will never answer; null while it may.</summary>
    string? Failure { get; }

    /// <summary>The end of its output.</summary>
    string OutputTail { get; }

    /// <summary>Marks the version as healthy: from now on it is restarted when it ends by itself.</summary>
    void EnableRestart();
}
