using Factory.Contracts.Errors;
using Factory.Domain.Configuration;

namespace Factory.Configuration;

/// <summary>The result of reading configuration: the value, or all problems.</summary>
/// <param name="Value">Null when there are problems.</param>
/// <param name="Problems">In the order of files and lines.</param>
public sealed record ConfigResult<T>(T? Value, IReadOnlyList<ConfigProblem> Problems)
    where T : class
{
    /// <summary>The value; throws when there are problems.</summary>
    /// <param name="what">What was read, for the message: <c>The configuration in /etc/factory</c>.</param>
    /// <exception cref="FactoryException"><c>config.invalid</c>; its message lists every problem of every
    /// file.</exception>
    public T OrThrow(string what) => Value ?? throw new FactoryException(
        ErrorCodes.ConfigInvalid,
        $"{what} has {Describe()}",
        "Correct the files and check them with: factory config check");

    /// <summary>The number of problems, and one line for each.</summary>
    /// <param name="remark">Text after the number.</param>
    public string Describe(string remark = "") =>
        $"{(Problems.Count == 1 ? "1 error" : Problems.Count + " errors")}{remark}:\n{string.Join('\n', Problems.Select(p => "  " + p))}";
}
