using Orleans.Runtime;

namespace Orleans;

/// <summary>A virtual actor as its callers see it.</summary>
public interface IGrain : IAddressable;
