using Microsoft.AspNetCore.Builder;

namespace Factory.Deployments.Local;

/// <summary>A version of a product that is up. Disposing ends it.</summary>
internal interface IRunningVersion : IAsyncDisposable
{
    /// <summary>Adds what answers its requests to a pipeline. Called once.</summary>
    void Configure(IApplicationBuilder app);

    /// <summary>The status that a GET of this path gives; null while nothing answers.</summary>
    Task<int?> ProbeAsync(string path, CancellationToken cancellationToken);

    /// <summary>Why it will never answer, with the last of its output; null while it may.</summary>
    string? Failure { get; }

    /// <summary>The last part of what it printed.</summary>
    string OutputTail { get; }

    /// <summary>The version counts from now on: should it end by itself, it is started again.</summary>
    void EnableRestart();
}
