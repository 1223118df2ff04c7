namespace Factory.Domain.Providers;

/// <summary>Which providers can be used on this machine, derived from configuration and environment.</summary>
public interface IProviderAvailability
{
    /// <summary>One entry for each provider of the catalogue, in its order.</summary>
    IReadOnlyList<ProviderAvailability> Providers { get; }
}

/// <summary>Availability of a provider.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="IsAvailable">True when Kev may route to it.</param>
/// <param name="Reason">How it was found, or what is missing: <c>OPENAI_API_KEY is set;
/// https://api.openai.com/v1</c>.</param>
public sealed record ProviderAvailability(ProviderDefinition Provider, bool IsAvailable, string Reason);
