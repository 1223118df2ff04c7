using Factory.Protocols.Canonical;

namespace Factory.Protocols.Tests.Support;

/// <summary>
/// Writes down what a stream reader does with its sink, a line for each call, so that a test can compare the order.
/// </summary>
internal sealed class SinkLog : IResponseStreamSink
{
    private readonly List<string> _lines = [];

    /// <value>Every call in order: <c>text hi</c>, <c>call id name</c>, <c>args {</c>, <c>end</c>, and so on.</value>
    public IReadOnlyList<string> Lines => _lines;

    public void AppendText(string delta) => _lines.Add($"text {delta}");

    public void AppendRefusal(string delta) => _lines.Add($"refusal {delta}");

    public void AppendReasoning(string delta) => _lines.Add($"reasoning {delta}");

    public void SetReasoningSignature(ReasoningSignature signature) =>
        _lines.Add($"signature {signature.Issuer} {signature.Payload}{(signature.IsRedacted ? " redacted" : "")}");

    public void BeginToolCall(string id, ToolName name) => _lines.Add($"call {id} {name.Name}");

    public void AppendToolArguments(string delta) => _lines.Add($"args {delta}");

    public void EndBlock() => _lines.Add("end");

    public void SetUsage(Usage usage) =>
        _lines.Add($"usage {usage.Input} {usage.CacheRead} {usage.CacheWrite} {usage.Output} {usage.Reasoning}");

    public void SetStopReason(StopReason stop, string? sequence) => _lines.Add($"stop {stop}{(sequence is null ? "" : " " + sequence)}");

    public void Fail(ApiError error) => _lines.Add($"fail {error.Kind} {error.Message}");

    public void Complete() => _lines.Add("complete");
}
