using Factory.Engine.Calls;
using Orleans.Runtime;

namespace Factory.Engine.Manifest;

/// <summary>A grain interface and how to make a reference of its kind.</summary>
public sealed record GrainInterfaceEntry(Type Interface, Func<IGrainCallSender, GrainId, GrainProxy> Refer);
