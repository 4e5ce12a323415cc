using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LoyaltyPortal.Platform.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class MoneyGrade : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "OpenFrom",
                table: "PointsAccounts",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "Amount",
                table: "MemberActions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "EntrySequence",
                table: "MemberActions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Evidence",
                table: "MemberActions",
                type: "TEXT",
                maxLength: 1000,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "EvidenceKind",
                table: "MemberActions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Explanation",
                table: "MemberActions",
                type: "TEXT",
                maxLength: -1,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ReportedBy",
                table: "MemberActions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Source",
                table: "MemberActions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "SourceEvent",
                table: "MemberActions",
                type: "TEXT",
                maxLength: 80,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Subject",
                table: "MemberActions",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "IsUsedUp",
                table: "Lots",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "AvailableFrom",
                table: "LedgerEntries",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "EarnedAt",
                table: "LedgerEntries",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ExpiresAt",
                table: "LedgerEntries",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ExtendsTo",
                table: "LedgerEntries",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "GraceUntil",
                table: "LedgerEntries",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "RefersTo",
                table: "LedgerEntries",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "BirthdayRuns",
                columns: table => new
                {
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    Day = table.Column<int>(type: "INTEGER", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BirthdayRuns", x => x.MerchantId);
                });

            migrationBuilder.CreateTable(
                name: "BooksProofs",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false),
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    AskedBy = table.Column<long>(type: "INTEGER", nullable: true),
                    AskedByName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    AskedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    LeaseOwner = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    LeasedUntil = table.Column<long>(type: "INTEGER", nullable: true),
                    AccountsInAll = table.Column<long>(type: "INTEGER", nullable: false),
                    Accounts = table.Column<long>(type: "INTEGER", nullable: false),
                    Entries = table.Column<long>(type: "INTEGER", nullable: false),
                    Lots = table.Column<long>(type: "INTEGER", nullable: false),
                    Allocations = table.Column<long>(type: "INTEGER", nullable: false),
                    Purchases = table.Column<long>(type: "INTEGER", nullable: false),
                    Returns = table.Column<long>(type: "INTEGER", nullable: false),
                    Figures = table.Column<long>(type: "INTEGER", nullable: false),
                    Part = table.Column<int>(type: "INTEGER", nullable: true),
                    Table = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Key = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    What = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    Expected = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Found = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    MemberId = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BooksProofs", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "LadderSweeps",
                columns: table => new
                {
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    Stamp = table.Column<long>(type: "INTEGER", nullable: false),
                    UpTo = table.Column<long>(type: "INTEGER", nullable: false),
                    IsDone = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LadderSweeps", x => x.MerchantId);
                });

            migrationBuilder.CreateTable(
                name: "ExpiryWarnings",
                columns: table => new
                {
                    AccountId = table.Column<long>(type: "INTEGER", nullable: false),
                    LastDay = table.Column<int>(type: "INTEGER", nullable: false),
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    ToldAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ExpiryWarnings", x => new { x.AccountId, x.LastDay });
                });

            migrationBuilder.CreateTable(
                name: "ProgrammeDrafts",
                columns: table => new
                {
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    Content = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    BasedOn = table.Column<int>(type: "INTEGER", nullable: false),
                    EditedBy = table.Column<long>(type: "INTEGER", nullable: true),
                    EditedByName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    EditedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ProgrammeDrafts", x => x.MerchantId);
                });

            migrationBuilder.CreateTable(
                name: "TierChanges",
                columns: table => new
                {
                    MemberId = table.Column<long>(type: "INTEGER", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    FromKey = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    ToKey = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    FromName = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    ToName = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    IsUp = table.Column<bool>(type: "INTEGER", nullable: false),
                    Cause = table.Column<int>(type: "INTEGER", nullable: false),
                    Day = table.Column<int>(type: "INTEGER", nullable: false),
                    RecordedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ProgrammeVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    Counted = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TierChanges", x => new { x.MemberId, x.Number });
                });

            migrationBuilder.CreateTable(
                name: "TierStandings",
                columns: table => new
                {
                    MemberId = table.Column<long>(type: "INTEGER", nullable: false),
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    TierKey = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    Since = table.Column<int>(type: "INTEGER", nullable: false),
                    LosesOn = table.Column<int>(type: "INTEGER", nullable: true),
                    AssessedOn = table.Column<int>(type: "INTEGER", nullable: false),
                    Counted = table.Column<long>(type: "INTEGER", nullable: false),
                    CountedFrom = table.Column<int>(type: "INTEGER", nullable: false),
                    NextDueOn = table.Column<int>(type: "INTEGER", nullable: true),
                    Stamp = table.Column<long>(type: "INTEGER", nullable: false),
                    Changes = table.Column<int>(type: "INTEGER", nullable: false),
                    CountedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TierStandings", x => x.MemberId);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Members_MerchantId_BirthDate",
                table: "Members",
                columns: new[] { "MerchantId", "BirthDate" });

            migrationBuilder.CreateIndex(
                name: "IX_MemberActions_MemberId_Action_SourceEvent",
                table: "MemberActions",
                columns: new[] { "MemberId", "Action", "SourceEvent" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_BooksProofs_MerchantId_AskedAt",
                table: "BooksProofs",
                columns: new[] { "MerchantId", "AskedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_BooksProofs_State",
                table: "BooksProofs",
                column: "State");

            migrationBuilder.CreateIndex(
                name: "IX_TierStandings_MerchantId_NextDueOn",
                table: "TierStandings",
                columns: new[] { "MerchantId", "NextDueOn" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "BirthdayRuns");

            migrationBuilder.DropTable(
                name: "BooksProofs");

            migrationBuilder.DropTable(
                name: "LadderSweeps");

            migrationBuilder.DropTable(
                name: "ExpiryWarnings");

            migrationBuilder.DropTable(
                name: "ProgrammeDrafts");

            migrationBuilder.DropTable(
                name: "TierChanges");

            migrationBuilder.DropTable(
                name: "TierStandings");

            migrationBuilder.DropIndex(
                name: "IX_Members_MerchantId_BirthDate",
                table: "Members");

            migrationBuilder.DropIndex(
                name: "IX_MemberActions_MemberId_Action_SourceEvent",
                table: "MemberActions");

            migrationBuilder.DropColumn(
                name: "OpenFrom",
                table: "PointsAccounts");

            migrationBuilder.DropColumn(
                name: "Amount",
                table: "MemberActions");

            migrationBuilder.DropColumn(
                name: "EntrySequence",
                table: "MemberActions");

            migrationBuilder.DropColumn(
                name: "Evidence",
                table: "MemberActions");

            migrationBuilder.DropColumn(
                name: "EvidenceKind",
                table: "MemberActions");

            migrationBuilder.DropColumn(
                name: "Explanation",
                table: "MemberActions");

            migrationBuilder.DropColumn(
                name: "ReportedBy",
                table: "MemberActions");

            migrationBuilder.DropColumn(
                name: "Source",
                table: "MemberActions");

            migrationBuilder.DropColumn(
                name: "SourceEvent",
                table: "MemberActions");

            migrationBuilder.DropColumn(
                name: "Subject",
                table: "MemberActions");

            migrationBuilder.DropColumn(
                name: "IsUsedUp",
                table: "Lots");

            migrationBuilder.DropColumn(
                name: "AvailableFrom",
                table: "LedgerEntries");

            migrationBuilder.DropColumn(
                name: "EarnedAt",
                table: "LedgerEntries");

            migrationBuilder.DropColumn(
                name: "ExpiresAt",
                table: "LedgerEntries");

            migrationBuilder.DropColumn(
                name: "ExtendsTo",
                table: "LedgerEntries");

            migrationBuilder.DropColumn(
                name: "GraceUntil",
                table: "LedgerEntries");

            migrationBuilder.DropColumn(
                name: "RefersTo",
                table: "LedgerEntries");
        }
    }
}
