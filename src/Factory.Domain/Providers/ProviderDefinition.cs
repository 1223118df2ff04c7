using Factory.Contracts.Ledger;
using Factory.Contracts.Models;
using Factory.Domain.Limits;
using Factory.Domain.Models;

namespace Factory.Domain.Providers;

/// <summary>A provider in <c>models.json</c>.</summary>
/// <param name="Name">Unique, lower case.</param>
/// <param name="Api">The API that the built-in agent loop calls it with, one of <see cref="ModelApis.Providers"/>.</param>
/// <param name="BaseUrl">Where it answers when no variable says otherwise; null when it is not reached over HTTP.</param>
/// <param name="BaseUrlVariable">Environment variable that replaces <paramref name="BaseUrl"/>; null for none.</param>
/// <param name="KeyVariable">Environment variable with the key; the provider is available when it is set. Null when it needs none.</param>
/// <param name="IsFallback">True when it is used only while no other provider is available.</param>
/// <param name="MaxConcurrentAttempts">Attempts at once, at most: routing gives it no more.</param>
/// <param name="TrustedCommands">True when commands that its models ask for may run without a sandbox, because the project itself wrote them.</param>
/// <param name="Models">What it offers.</param>
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
    /// <summary>Where it differs from its API format: <c>max-tokens</c> takes the limit of the answer under its old name, <c>no-stream-usage</c> must not be asked for usage.</summary>
    public IReadOnlyList<string> Quirks { get; init; } = [];

    /// <value>How many calls may be under way if nothing else is said: 1,024. A hosted provider limits by the minute, not at once.</value>
    public const int DefaultMaxConcurrentCalls = 1024;

    /// <summary>Calls at once, at most, of all attempts and keys together (an attempt may make several); more wait in its queue.</summary>
    public int MaxConcurrentCalls { get; init; } = DefaultMaxConcurrentCalls;

    /// <summary>Further APIs that it serves, of <see cref="ModelApis.Clients"/>, each with the URL that the API's own path follows.</summary>
    public IReadOnlyDictionary<ModelApi, Uri> Endpoints { get; init; } = new Dictionary<ModelApi, Uri>();

    /// <summary>How much it lets through; null when unknown.</summary>
    public ProviderLimits? Limits { get; init; }

    /// <summary>The plan that pays for its calls; null when they are billed by the token.</summary>
    public SubscriptionWindow? Subscription { get; init; }

    /// <summary>Who pays for its calls.</summary>
    public Billing Billing => Subscription is null ? Billing.PayAsYouGo : Billing.Subscription;
}
