using System.Diagnostics;

namespace Factory.Engine.Diagnostics;

/// <summary>Makes a span of each call, as the outermost filter; in the way only while somebody listens.</summary>
internal sealed class CallTracing : IIncomingGrainCallFilter
{
    private static readonly ActivitySource Source = new(EngineMetrics.MeterName);

    public static bool IsWanted => Source.HasListeners();

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        using var span = Source.StartActivity($"{context.InterfaceMethod.DeclaringType!.Name}/{context.MethodName}", ActivityKind.Server);
        span?.SetTag("rpc.system", "orleans").SetTag("rpc.service", context.InterfaceName).SetTag("rpc.method", context.MethodName)
            .SetTag("rpc.orleans.target_id", context.TargetId.ToString()).SetTag("rpc.orleans.source_id", context.SourceId?.ToString());
        try
        {
            await context.Invoke();
        }
        catch (Exception failure)
        {
            span?.SetStatus(ActivityStatusCode.Error, failure.GetType().Name);
            throw;
        }
    }
}
