/** A public data set: what it is, where it stands in a public repository, and what its columns say. */
export interface DataSet {
  readonly name: string;
  readonly title: string;
  /** Who made it. */
  readonly origin: string;
  readonly licence: string;
  /** Where the file stands: a repository on GitHub, a commit, and the path in it. */
  readonly repository: string;
  readonly commit: string;
  readonly path: string;
  readonly format: "csv" | "parquet";
  /** Of the file's bytes, unpacked. */
  readonly sha256: string;
  readonly bytes: number;
  readonly rows: number;
  readonly columns: readonly string[];
  /** Columns that tell groups of people. */
  readonly protected: readonly string[];
  readonly label: string;
  /** Label value that counts as a yes. */
  readonly positive: string;
  /** What to know before reading anything into it. */
  readonly caution: string;
}

const acs = {
  title: "American Community Survey: income, sample of the Aequitas project",
  origin: "US Census Bureau, public use microdata, through folktables",
  licence: "MIT (Aequitas repository); census microdata are public",
  repository: "dssg/aequitas",
  commit: "4dc71c69cdf15f3dfa53638665d722f5f1763bad",
  format: "parquet",
  columns: [
    ...["AGEP", "SEX", "DEAR", "DREM", "MAR", "MIL", "CIT", "ANC", "RAC1P", "DIS", "WKHP", "RELP", "ESP", "POBP"],
    ...["NATIVITY", "OCCP", "FER", "MIG", "ESR", "DEYE", "COW", "SCHL", "PINCP"],
  ],
  protected: ["SEX", "RAC1P", "AGEP"],
  label: "PINCP",
  positive: "1",
  caution: "Codes of the census: SEX 1 is male and 2 female; RAC1P holds 1 (white) and 2 (black) only.",
} as const;

/** The catalogue, by name. Files are those of one commit each, so that they cannot change unseen. */
export const dataSets: readonly DataSet[] = [
  {
    name: "telco-churn",
    title: "Customers of a telephone company: who leaves?",
    origin: "IBM sample data",
    licence: "Apache-2.0 (repository licence)",
    repository: "IBM/telco-customer-churn-on-icp4d",
    commit: "d5371f5d83a446ad5673cbcca3b814b926491f8a",
    path: "data/Telco-Customer-Churn.csv",
    format: "csv",
    sha256: "16320c9c1ec72448db59aa0a26a0b95401046bef5d02fd3aeb906448e3055e91",
    bytes: 970_457,
    rows: 7043,
    columns: [
      ...["customerID", "gender", "SeniorCitizen", "Partner", "Dependents", "tenure", "PhoneService", "MultipleLines"],
      ...["InternetService", "OnlineSecurity", "OnlineBackup", "DeviceProtection", "TechSupport", "StreamingTV"],
      ...[
        "StreamingMovies",
        "Contract",
        "PaperlessBilling",
        "PaymentMethod",
        "MonthlyCharges",
        "TotalCharges",
        "Churn",
      ],
    ],
    protected: ["gender", "SeniorCitizen", "Partner", "Dependents"],
    label: "Churn",
    positive: "Yes",
    caution: "Made up by its publisher.",
  },
  {
    name: "bank-marketing",
    title: "Calls of a Portuguese bank: who opens a deposit?",
    origin: "UCI Bank Marketing (Moro, Cortez, Rita 2014), as cleaned by Le Quy et al. 2022",
    licence: "CC BY 4.0",
    repository: "tailequy/fairness_dataset",
    commit: "abb5a18b822ba56a221c5311082e192e85000b95",
    path: "experiments/data/bank-full.csv",
    format: "csv",
    sha256: "03e78e93396e664a079dff3e1df1b40b6359b1f9945adfb9a09ceabd0fb79193",
    bytes: 3_274_762,
    rows: 40_004,
    columns: [
      ...["age", "job", "marital", "education", "default", "balance", "housing", "loan", "contact", "day", "month"],
      ...["duration", "campaign", "pdays", "previous", "poutcome", "y"],
    ],
    protected: ["age", "marital"],
    label: "y",
    positive: "yes",
    caution: "duration is known only after the call. Divorced customers were left out by those who cleaned it.",
  },
  {
    name: "bank-marketing-small",
    title: "Calls of a Portuguese bank: a tenth of them, with economic indicators",
    origin: "UCI Bank Marketing (Moro, Cortez, Rita 2014)",
    licence: "CC BY 4.0",
    repository: "GuruDoreswamy/ML101_Training",
    commit: "90e110127efabd20ee4210ad2236e284cf88f776",
    path: "bank-additional.csv",
    format: "csv",
    sha256: "7e59cf650004d65d1c9d6b08553bad2ee9a9ad70d594f536e3c584ee6ed5df50",
    bytes: 583_898,
    rows: 4119,
    columns: [
      ...["age", "job", "marital", "education", "default", "housing", "loan", "contact", "month", "day_of_week"],
      ...["duration", "campaign", "pdays", "previous", "poutcome", "emp.var.rate", "cons.price.idx", "cons.conf.idx"],
      ...["euribor3m", "nr.employed", "y"],
    ],
    protected: ["age", "marital"],
    label: "y",
    positive: "yes",
    caution: "duration is known only after the call.",
  },
  {
    name: "credit-card-default",
    title: "Credit card holders in Taiwan, 2005: who misses a payment?",
    origin: "UCI Default of Credit Card Clients (Yeh and Lien 2009), as cleaned by Le Quy et al. 2022",
    licence: "CC BY 4.0",
    repository: "tailequy/fairness_dataset",
    commit: "abb5a18b822ba56a221c5311082e192e85000b95",
    path: "experiments/data/credit-card-clients.csv",
    format: "csv",
    sha256: "7cfc3bb35b6986be40cccb5d490806f082b46f93afafdce27fd7f409eb5abb02",
    bytes: 2_728_301,
    rows: 30_000,
    columns: [
      ...["LIMIT_BAL", "SEX", "EDUCATION", "MARRIAGE", "AGE", "PAY_0", "PAY_2", "PAY_3", "PAY_4", "PAY_5", "PAY_6"],
      ...["BILL_AMT1", "BILL_AMT2", "BILL_AMT3", "BILL_AMT4", "BILL_AMT5", "BILL_AMT6", "PAY_AMT1", "PAY_AMT2"],
      ...["PAY_AMT3", "PAY_AMT4", "PAY_AMT5", "PAY_AMT6", "default payment"],
    ],
    protected: ["SEX", "AGE", "MARRIAGE"],
    label: "default payment",
    positive: "1",
    caution: "SEX 1 is male, 2 female.",
  },
  {
    name: "cfpb-complaints",
    title: "Complaints about banks in the US, 2013: who disputes the answer?",
    origin: "US Consumer Financial Protection Bureau, Consumer Complaint Database",
    licence: "US government work, public domain",
    repository: "nobieyi00/CUNY_MSDA_R",
    commit: "e49ca204c1757e66405565ee3ab90777a624ead9",
    path: "consumer_complaints.csv",
    format: "csv",
    sha256: "781f446fa86a7bea6aadda6fd1c642acefbf11ff61fc1f4b78122520cca7fe33",
    bytes: 561_354,
    rows: 3186,
    columns: [
      ...["Date received", "Product", "Sub-product", "Issue", "Sub-issue", "Company", "State", "ZIP code"],
      ...["Consumer consent provided?", "Submitted via", "Date sent to company", "Company response to consumer"],
      ...["Timely response?", "Consumer disputed?"],
    ],
    protected: ["State"],
    label: "Consumer disputed?",
    positive: "Yes",
    caution: "The state that people live in is the only thing that it tells of them.",
  },
  {
    name: "adult",
    title: "US census 1994: who earns more than 50,000 dollars?",
    origin: "UCI Adult (Becker and Kohavi 1996), training part",
    licence: "CC BY 4.0",
    repository: "algofairness/fairness-comparison",
    commit: "80b34d25bb9b0387691c6cb8651f0e40edd262c8",
    path: "fairness/data/raw/adult.csv",
    format: "csv",
    sha256: "c30ce1e55a965b04950321870db74c19f4aa437120a692f32e72f6a4fa31c418",
    bytes: 3_518_615,
    rows: 32_561,
    columns: [
      ...["age", "workclass", "fnlwgt", "education", "education-num", "marital-status", "occupation", "relationship"],
      ...["race", "sex", "capital-gain", "capital-loss", "hours-per-week", "native-country", "income-per-year"],
    ],
    protected: ["sex", "race", "age", "native-country"],
    label: "income-per-year",
    positive: ">50K",
    caution: "Thirty years old, and much used: a standard for methods, not a picture of people today.",
  },
  {
    ...acs,
    name: "acs-income",
    path: "datasets/FolkTables/ACS_sample.train.parquet",
    sha256: "216055ab49bf2a6e3ea3430ae03db410c8fcf5c36f9b597dd3296d20b14c5e5d",
    bytes: 532_555,
    rows: 70_000,
  },
  {
    ...acs,
    name: "acs-income-validation",
    path: "datasets/FolkTables/ACS_sample.validation.parquet",
    sha256: "2070427a59a536a54062270b68791e2c21c6cc0b186a486b4447451cdd535c6d",
    bytes: 127_547,
    rows: 15_000,
  },
  {
    ...acs,
    name: "acs-income-test",
    path: "datasets/FolkTables/ACS_sample.test.parquet",
    sha256: "70e5218a5bb7c1f469d7bd8c37dc542902efbe29400c7f37859651721ffdceb3",
    bytes: 128_411,
    rows: 15_000,
  },
];

/** The only host that files are fetched from. */
export const dataHost = "raw.githubusercontent.com";

/** Where a set's file is fetched from. */
export const addressOf = ({ repository, commit, path }: DataSet): URL =>
  new URL(`https://${dataHost}/${repository}/${commit}/${path.split("/").map(encodeURIComponent).join("/")}`);
