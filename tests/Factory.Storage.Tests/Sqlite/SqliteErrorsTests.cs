using Factory.Contracts.Errors;
using Factory.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Factory.Storage.Tests.Sqlite;

public sealed class SqliteErrorsTests
{
    // SQLite's result code; then the factory's code, whether a retry can help, and whether the whole batch fails.
    [Theory]
    [InlineData(5, ErrorCodes.DataUnusable, true, true)]
    [InlineData(6, ErrorCodes.DataUnusable, true, true)]
    [InlineData(7, ErrorCodes.DataUnusable, true, true)]
    [InlineData(8, ErrorCodes.DataUnusable, true, true)]
    [InlineData(10, ErrorCodes.DataUnusable, true, true)]
    [InlineData(11, ErrorCodes.DataUnusable, false, true)]
    [InlineData(13, ErrorCodes.DiskFull, true, true)]
    [InlineData(14, ErrorCodes.DataUnusable, true, true)]
    [InlineData(26, ErrorCodes.DataUnusable, false, true)]
    [InlineData(19, ErrorCodes.Internal, false, false)]
    [InlineData(1, ErrorCodes.Internal, false, false)]
    [InlineData(20, ErrorCodes.Internal, false, false)]
    public void ToFactoryException_ResultCode_HasItsCodeAndAFix(int result, string code, bool retryable, bool wholeBatch)
    {
        var error = new SqliteException("from SQLite", result, (3 << 8) | result);

        var mapped = SqliteErrors.ToFactoryException(error, "/data/factory.db");

        (mapped.Code, mapped.Retryable, mapped.InnerException).ShouldBe((code, retryable, error));
        (mapped.Hint is null).ShouldBe(code == ErrorCodes.Internal);
        SqliteErrors.FailsWholeBatch(error).ShouldBe(wholeBatch);
    }

    [Fact]
    public void ToFactoryException_DiskError_NamesTheExtendedCode() =>
        SqliteErrors.ToFactoryException(new SqliteException("x", 10, 778), "/data/factory.db").Message.ShouldContain("(disk error 778)");
}
