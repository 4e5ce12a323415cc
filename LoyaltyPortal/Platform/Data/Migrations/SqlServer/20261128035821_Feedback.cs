using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LoyaltyPortal.Platform.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Feedback : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "SurveyInvitations",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    SurveyId = table.Column<long>(type: "bigint", nullable: false),
                    Code = table.Column<string>(type: "nvarchar(16)", maxLength: 16, nullable: false, collation: "Latin1_General_100_BIN2"),
                    MemberId = table.Column<long>(type: "bigint", nullable: true),
                    PurchaseId = table.Column<long>(type: "bigint", nullable: true),
                    StoreId = table.Column<int>(type: "int", nullable: true),
                    Channel = table.Column<int>(type: "int", nullable: false),
                    SentAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: false),
                    ExpiresAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: false),
                    AnsweredAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: true),
                    Points = table.Column<long>(type: "bigint", nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SurveyInvitations", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "SurveyResponses",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    SurveyId = table.Column<long>(type: "bigint", nullable: false),
                    Kind = table.Column<int>(type: "int", nullable: false),
                    MemberId = table.Column<long>(type: "bigint", nullable: true),
                    PurchaseId = table.Column<long>(type: "bigint", nullable: true),
                    StoreId = table.Column<int>(type: "int", nullable: true),
                    TierKey = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true),
                    Channel = table.Column<int>(type: "int", nullable: false),
                    Score = table.Column<int>(type: "int", nullable: true),
                    Recommend = table.Column<int>(type: "int", nullable: true),
                    BuyAgain = table.Column<int>(type: "int", nullable: true),
                    TryOther = table.Column<int>(type: "int", nullable: true),
                    FollowUp = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: true),
                    Comment = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: true),
                    AnsweredAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: false),
                    ChangedAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: true),
                    ImportKey = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true, collation: "Latin1_General_100_BIN2"),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SurveyResponses", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "SurveyRounds",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    SurveyId = table.Column<long>(type: "bigint", nullable: false),
                    Audience = table.Column<int>(type: "int", nullable: false),
                    StartedAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: false),
                    FinishedAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: true),
                    LastMemberId = table.Column<long>(type: "bigint", nullable: false),
                    Asked = table.Column<int>(type: "int", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SurveyRounds", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Surveys",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    Kind = table.Column<int>(type: "int", nullable: false),
                    Title = table.Column<string>(type: "nvarchar(120)", maxLength: 120, nullable: false),
                    Question = table.Column<string>(type: "nvarchar(300)", maxLength: 300, nullable: false),
                    SecondQuestion = table.Column<string>(type: "nvarchar(300)", maxLength: 300, nullable: false),
                    ThirdQuestion = table.Column<string>(type: "nvarchar(300)", maxLength: 300, nullable: false),
                    AskPromoters = table.Column<string>(type: "nvarchar(300)", maxLength: 300, nullable: false),
                    AskPassives = table.Column<string>(type: "nvarchar(300)", maxLength: 300, nullable: false),
                    AskDetractors = table.Column<string>(type: "nvarchar(300)", maxLength: 300, nullable: false),
                    DelayHours = table.Column<int>(type: "int", nullable: false),
                    SharePercent = table.Column<int>(type: "int", nullable: false),
                    QuietDays = table.Column<int>(type: "int", nullable: false),
                    ValidDays = table.Column<int>(type: "int", nullable: false),
                    PaysAction = table.Column<bool>(type: "bit", nullable: false),
                    State = table.Column<int>(type: "int", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: false),
                    ChangedAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: false),
                    OpenedAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: true),
                    ClosedAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Surveys", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "SurveySamplings",
                columns: table => new
                {
                    SurveyId = table.Column<long>(type: "bigint", nullable: false),
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    LastPurchaseId = table.Column<long>(type: "bigint", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SurveySamplings", x => x.SurveyId);
                });

            migrationBuilder.CreateIndex(
                name: "IX_SurveyInvitations_MemberId_SentAt",
                table: "SurveyInvitations",
                columns: new[] { "MemberId", "SentAt" });

            migrationBuilder.CreateIndex(
                name: "IX_SurveyInvitations_MerchantId_Code",
                table: "SurveyInvitations",
                columns: new[] { "MerchantId", "Code" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_SurveyInvitations_SurveyId_PurchaseId",
                table: "SurveyInvitations",
                columns: new[] { "SurveyId", "PurchaseId" },
                unique: true,
                filter: "[PurchaseId] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_SurveyResponses_MemberId",
                table: "SurveyResponses",
                column: "MemberId");

            migrationBuilder.CreateIndex(
                name: "IX_SurveyResponses_MerchantId_Kind_AnsweredAt",
                table: "SurveyResponses",
                columns: new[] { "MerchantId", "Kind", "AnsweredAt" });

            migrationBuilder.CreateIndex(
                name: "IX_SurveyResponses_SurveyId_AnsweredAt",
                table: "SurveyResponses",
                columns: new[] { "SurveyId", "AnsweredAt" });

            migrationBuilder.CreateIndex(
                name: "IX_SurveyResponses_SurveyId_ImportKey",
                table: "SurveyResponses",
                columns: new[] { "SurveyId", "ImportKey" },
                unique: true,
                filter: "[ImportKey] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_SurveyRounds_FinishedAt",
                table: "SurveyRounds",
                column: "FinishedAt");

            migrationBuilder.CreateIndex(
                name: "IX_SurveyRounds_SurveyId_StartedAt",
                table: "SurveyRounds",
                columns: new[] { "SurveyId", "StartedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Surveys_MerchantId_State",
                table: "Surveys",
                columns: new[] { "MerchantId", "State" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "SurveyInvitations");

            migrationBuilder.DropTable(
                name: "SurveyResponses");

            migrationBuilder.DropTable(
                name: "SurveyRounds");

            migrationBuilder.DropTable(
                name: "Surveys");

            migrationBuilder.DropTable(
                name: "SurveySamplings");
        }
    }
}
