using System.Text.Json;
using Factory.Contracts.Errors;

namespace Factory.Silo.Api;

/// <summary>Parses values of requests; invalid ones throw <c>request.invalid</c>.</summary>
internal static class RequestValidation
{
    /// <summary>The longest comment, reason or answer, in characters.</summary>
    public const int MaxTextLength = 16 * 1024;

    private const int ShortLength = 60;

    // An id of another kind must be rejected, and not be taken for the rest of an id of the right kind.
    private static readonly string[] IdKinds = [
        AgentId.Kind, ApprovalId.Kind, AttemptId.Kind, BudgetId.Kind, ProductId.Kind, ProviderId.Kind, QuestionId.Kind, RunId.Kind,
        TaskId.Kind
    ];

    /// <summary>An id; its kind can be left out, as on the command line.</summary>
    public static T ParseId<T>(string text)
        where T : struct, IId<T>
    {
        var bare = text.Trim().ToLowerInvariant();
        var isWhole = IdKinds.Any(kind => bare.StartsWith(kind + "-", StringComparison.Ordinal));
        return IdText.TryParse<T>(isWhole ? bare : $"{T.Kind}-{bare}", out var id)
            ? id
            : throw InvalidRequest(
                $"'{Shorten(text)}' is not {Article(T.Kind)} {T.Kind} id: it must look like {T.Kind}-….",
                T.Kind == AttemptId.Kind ? "GET /api/tasks/{id} lists the attempts of a task." : $"GET /api/{T.Kind}s lists the ids.");
    }

    /// <summary>
    /// The names of an enum's values as the API prints them, separated by commas; null when the parameter is not given.
    /// </summary>
    public static IReadOnlyList<string>? ParseEnumNames<T>(string? text, string parameter)
        where T : struct, Enum
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        var known = Enum.GetNames<T>().Select(JsonNamingPolicy.CamelCase.ConvertName).ToArray();
        return [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(word =>
            known.FirstOrDefault(k => k.Equals(word, StringComparison.OrdinalIgnoreCase))
                ?? throw InvalidRequest($"'{Shorten(word)}' is not a valid {parameter}.", $"Use one of: {string.Join(", ", known)}"))];
    }

    public static int ParseLimit(int? limit, int max, int usual) =>
        limit is null ? usual
        : limit >= 1 && limit <= max ? limit.Value
        : throw InvalidRequest($"limit is {limit}; it must be 1 to {max}.", "Leave it out for the default.");

    public static string? EnsureTextLength(string? text, string name) =>
        text is null || text.Length <= MaxTextLength
            ? text
            : throw InvalidRequest($"{name} has {text.Length:N0} characters; the limit is {MaxTextLength:N0}.", "Shorten it.");

    public static FactoryException InvalidRequest(string message, string hint) => new(ErrorCodes.InvalidRequest, message, hint);

    public static string Shorten(string? text) => text is null ? "" : text.Length <= ShortLength ? text
        // Never between the halves of a surrogate pair: one half cannot be written as UTF-8.
        : text[..(char.IsHighSurrogate(text[ShortLength - 1]) ? ShortLength - 1 : ShortLength)] + "…";

    private static string Article(string word) => "aeiou".Contains(word[0], StringComparison.Ordinal) ? "an" : "a";
}
