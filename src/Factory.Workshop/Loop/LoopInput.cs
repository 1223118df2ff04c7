using Factory.Domain.Artifacts;
using Factory.Workshop.Tools;
using Microsoft.Extensions.AI;

namespace Factory.Workshop.Loop;

/// <summary>What the loop works on.</summary>
/// <param name="Brief">System prompt and task.</param>
/// <param name="Tools">What the model may do.</param>
/// <param name="Context">What its result is held against.</param>
/// <param name="Limits">What it may use.</param>
internal sealed record LoopInput(IReadOnlyList<ChatMessage> Brief, ToolSet Tools, ArtifactContext Context, LoopLimits Limits);
