namespace Orleans.Runtime.MembershipService.SiloMetadata;

/// <summary>What silos say about themselves.</summary>
public interface ISiloMetadataCache
{
    /// <summary>The metadata of that silo; empty when it is unknown.</summary>
    SiloMetadata GetSiloMetadata(SiloAddress siloAddress);
}
