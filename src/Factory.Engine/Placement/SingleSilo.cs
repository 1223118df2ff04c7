using System.Net;
using Factory.Engine.Hosting;
using Orleans.Runtime;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace Factory.Engine.Placement;

/// <summary>The one silo there is, and what it says about itself.</summary>
internal sealed class SingleSilo(EngineOptions options) : ISiloMetadataCache
{
    public SiloAddress Address { get; } = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 0), 1);

    public SiloMetadata GetSiloMetadata(SiloAddress siloAddress) =>
        siloAddress.Equals(Address) ? SiloMetadata.Of(options.SiloMetadata) : SiloMetadata.Empty;
}
