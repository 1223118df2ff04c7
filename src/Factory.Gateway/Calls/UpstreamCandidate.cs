using Factory.Gateway.Apis;

namespace Factory.Gateway.Calls;

/// <summary>A model that may answer a call, and how its provider is asked.</summary>
/// <param name="Model">The model.</param>
/// <param name="Connection">Its provider.</param>
/// <param name="Surface">The protocol that the provider is asked in: the client's own where it speaks it.</param>
/// <param name="Base">The URL that the protocol's path follows.</param>
internal sealed record UpstreamCandidate(ModelDefinition Model, ProviderConnection Connection, Surface Surface, Uri Base)
{
    // Candidates live as long as models.json stays as it is: both addresses are made once.
    private readonly Uri _whole = AddressOf(Base, Surface, Model, stream: false);
    private readonly Uri _streamed = AddressOf(Base, Surface, Model, stream: true);

    /// <summary>The whole address.</summary>
    public Uri Address(bool stream) => stream ? _streamed : _whole;

    private static Uri AddressOf(Uri @base, Surface surface, ModelDefinition model, bool stream) => new(@base.AbsoluteUri.TrimEnd('/') + surface.Path(model.Ref.Model, stream));
}
