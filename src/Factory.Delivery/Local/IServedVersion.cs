using Microsoft.AspNetCore.Http;

namespace Factory.Delivery.Local;

/// <summary>A version of a product that is up. Disposing ends it.</summary>
internal interface IServedVersion : IAsyncDisposable
{
    /// <summary>Answers a request.</summary>
    Task HandleAsync(HttpContext context);

    /// <summary>The status that a GET of this path gives; null while nothing answers.</summary>
    Task<int?> ProbeAsync(string path, CancellationToken cancellationToken);

    /// <summary>Why it will never answer, with the last of its output; null while it may.</summary>
    string? Failure { get; }

    /// <summary>The last part of what it printed.</summary>
    string OutputTail { get; }

    /// <summary>The version counts from now on: should it end by itself, it is started again.</summary>
    void KeepAlive();
}
