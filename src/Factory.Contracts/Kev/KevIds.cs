namespace Factory.Contracts.Kev;

/// <summary>Key of the supervisor grain.</summary>
public static class KevIds
{
    /// <summary>The only key of <c>IKevGrain</c>.</summary>
    public const string Key = "kev-main";
}
