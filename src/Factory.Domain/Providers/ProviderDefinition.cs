using Factory.Contracts.Ledger;
using Factory.Contracts.Models;
using Factory.Domain.Limits;
using Factory.Domain.Models;

namespace Factory.Domain.Providers;

/// <summary>A provider in <c>models.json</c>.</summary>
/// <param name="Name">Unique, lower case.</param>
/// <param name="Api">The API that the built-in agent loop calls it with, one of
/// <see cref="ModelApis.Providers"/>.</param>
/// <param name="BaseUrl">Its base URL unless the variable replaces it; null when it is not reached over HTTP.</param>
/// <param name="BaseUrlVariable">Environment variable that replaces <paramref name="BaseUrl"/>; null for none.</param>
/// <param name="KeyVariable">Environment variable with the key; the provider is available when it is set. Null when it
/// needs none.</param>
/// <param name="IsFallback">True when it is used only while no other provider is available.</param>
/// <param name="MaxConcurrentAttempts">Maximum number of concurrent attempts that routing gives it.</param>
/// <param name="TrustedCommands">True when commands of its models may run without a sandbox, because the factory's own
/// code scripts them.</param>
/// <param name="Models">Its models.</param>
public sealed record ProviderDefinition(
    string Name,
    ModelApi Api,
    string? BaseUrl,
    string? BaseUrlVariable,
    string? KeyVariable,
    bool IsFallback,
    int MaxConcurrentAttempts,
    bool TrustedCommands,
    IReadOnlyList<ModelDefinition> Models)
{
    /// <summary>Deviations from its API format; values of <see cref="ProviderQuirks"/>.</summary>
    public IReadOnlyList<string> Quirks { get; init; } = [];

    /// <value>
    /// Default of <see cref="MaxConcurrentCalls"/>: 1,024. Hosted providers limit calls per minute rather than
    /// concurrency.
    /// </value>
    public const int DefaultMaxConcurrentCalls = 1024;

    /// <summary>
    /// Maximum number of concurrent calls of all attempts and keys together; further calls wait in its queue.
    /// </summary>
    public int MaxConcurrentCalls { get; init; } = DefaultMaxConcurrentCalls;

    /// <summary>
    /// Further APIs that it serves, of <see cref="ModelApis.Clients"/>, each with the URL that the API's own path is
    /// appended to.
    /// </summary>
    public IReadOnlyDictionary<ModelApi, Uri> Endpoints { get; init; } = new Dictionary<ModelApi, Uri>();

    /// <summary>Its published rate limits; null when unknown.</summary>
    public ProviderLimits? Limits { get; init; }

    /// <summary>The subscription that covers its calls; null when they are billed by the token.</summary>
    public SubscriptionWindow? Subscription { get; init; }

    /// <summary>How its calls are billed.</summary>
    public Billing Billing => Subscription is null ? Billing.PayAsYouGo : Billing.Subscription;
}
