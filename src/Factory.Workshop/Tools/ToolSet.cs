using Factory.Domain.Attempts;
using Microsoft.Extensions.AI;

namespace Factory.Workshop.Tools;

/// <summary>The tools of one attempt.</summary>
internal sealed class ToolSet
{
    private readonly Dictionary<string, ITool> _tools;

    public ToolSet(IEnumerable<ITool> tools, AIFunctionDeclaration submit)
    {
        _tools = tools.ToDictionary(t => t.Declaration.Name, StringComparer.Ordinal);
        Declarations = [.. _tools.Values.Select(t => t.Declaration), submit];
    }

    /// <summary>What the model is told, <c>submit_result</c> last.</summary>
    public IReadOnlyList<AIFunctionDeclaration> Declarations { get; }

    /// <summary>The names the model may call.</summary>
    public IEnumerable<string> Names => Declarations.Select(d => d.Name);

    /// <summary>The tool of this name; null for unknown names and for <c>submit_result</c>, which the loop answers.</summary>
    public ITool? Find(string name) => _tools.GetValueOrDefault(name);

    /// <summary>True when the call ends the attempt.</summary>
    public static bool IsSubmit(string name) => name == ToolNames.SubmitResult;
}
