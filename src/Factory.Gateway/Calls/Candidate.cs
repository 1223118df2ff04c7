using Factory.Gateway.Surfaces;

namespace Factory.Gateway.Calls;

/// <summary>A model that may answer a call, and how its provider is asked.</summary>
/// <param name="Model">The model.</param>
/// <param name="Connection">Its provider.</param>
/// <param name="Surface">The protocol that the provider is asked in: the client's own where it speaks it.</param>
/// <param name="Base">The URL that the protocol's path follows.</param>
internal sealed record Candidate(ModelDefinition Model, ProviderConnection Connection, Surface Surface, Uri Base)
{
    /// <summary>The whole address.</summary>
    public Uri Address(bool stream) => new(Base.AbsoluteUri.TrimEnd('/') + Surface.Path(Model.Ref.Model, stream));
}
